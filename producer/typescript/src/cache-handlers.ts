/**
 * A cache handler for `cacheHandlers` of next.config, which `"use cache"` keeps its entries in: the one that
 * Next.js has by itself, and it records what it has applied. {@link withEpochs} does the same to one of your
 * own.
 */
import { nextModule } from "./cache/nextModule.js";
import { withEpochs, type UseCache } from "./cache/useCache.js";

export { withEpochs, type UseCache } from "./cache/useCache.js";
export type { Entry, EpochStore } from "./cache/epoch.js";

/** As much as Next.js keeps in memory unless it is told otherwise. */
const MEMORY_BYTES = 50 * 1024 * 1024;

const { createDefaultCacheHandler } = nextModule("cache-handlers/default", "16") as {
  createDefaultCacheHandler(bytes: number): UseCache;
};

/** What next.config names. */
const cacheHandlers: UseCache = withEpochs(createDefaultCacheHandler(MEMORY_BYTES));
export default cacheHandlers;
