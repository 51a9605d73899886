import type { NextConfig } from "next";

const config: NextConfig = {
  cacheComponents: true,
  partialPrefetching: true,
  // It opens sockets and reads its own files: left as it is, not bundled.
  serverExternalPackages: ["nodemailer"],
  // The clone holds other lock files; this folder is the site.
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
};

export default config;
