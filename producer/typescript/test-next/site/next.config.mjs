import { createRequire } from "node:module";
import { dirname } from "node:path";

const require = createRequire(import.meta.url);

// One build serves all: `next start` reads this file again.
const handlers = {
  towpath: () => require.resolve("towpath/cache-handler"),
  composed: () => require.resolve("./composed-handler.mjs"),
  none: () => undefined,
};

export default {
  cacheHandler: handlers[process.env.TEST_HANDLER ?? "towpath"](),
  // Where Next.js is installed.
  turbopack: { root: dirname(import.meta.dirname) },
};
