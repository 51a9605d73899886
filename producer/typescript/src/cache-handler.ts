/**
 * A cache handler for `cacheHandler` of next.config: the one that Next.js has by itself, and it records what
 * it has applied. {@link withEpochs} does the same to one of your own.
 */
import { nextModule } from "./cache/nextModule.js";
import { withEpochs, type PageCacheClass } from "./cache/pageCache.js";

export { withEpochs, type PageCache, type PageCacheClass } from "./cache/pageCache.js";
export type { Entry, EpochStore } from "./cache/epoch.js";

const builtIn = (nextModule("incremental-cache/file-system-cache", "15") as { default: PageCacheClass })
  .default;

/** What next.config names. */
const cacheHandler: PageCacheClass = withEpochs(builtIn);
export default cacheHandler;
