import { createRequire } from "node:module";
import type { NextConfig } from "next";

const require = createRequire(import.meta.url);

const config: NextConfig = {
  cacheComponents: true,
  partialPrefetching: true,
  // Records what it applied, so that a job that revalidates is done only then.
  cacheHandlers: { default: require.resolve("towpath/cache-handlers") },
  // It opens sockets and reads its own files: left as it is, not bundled.
  serverExternalPackages: ["nodemailer"],
  // The clone holds other lock files; this folder is the site.
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
};

export default config;
