import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export default {
  cacheComponents: true,
  cacheHandler: require.resolve("towpath/cache-handler"),
  cacheHandlers: { default: require.resolve("towpath/cache-handlers") },
  turbopack: { root: import.meta.dirname },
};
