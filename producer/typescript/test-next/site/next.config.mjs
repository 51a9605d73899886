import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// One build serves all: `next start` reads this file again.
const handlers = {
  towpath: () => require.resolve("towpath/cache-handler"),
  composed: () => require.resolve("./composed-handler.mjs"),
  none: () => undefined,
};

export default {
  cacheHandler: handlers[process.env.TEST_HANDLER ?? "towpath"](),
  turbopack: { root: import.meta.dirname },
};
