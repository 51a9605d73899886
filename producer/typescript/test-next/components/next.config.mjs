import { createRequire } from "node:module";
import { dirname } from "node:path";

const require = createRequire(import.meta.url);

export default {
  cacheComponents: true,
  partialPrefetching: true,
  cacheHandler: require.resolve("towpath/cache-handler"),
  cacheHandlers: { default: require.resolve("towpath/cache-handlers") },
  // Where Next.js is installed.
  turbopack: { root: dirname(import.meta.dirname) },
};
