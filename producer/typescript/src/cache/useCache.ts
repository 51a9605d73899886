import type { Durations, EpochStore } from "./epoch.js";
import type { EpochLog } from "./epochLog.js";
import { isBuilding, ownLog } from "./ownLog.js";

/** A cache handler as `cacheHandlers` of next.config names them, for `"use cache"`. */
export interface UseCache {
  get(key: string, softTags: string[]): Promise<any>;
  set(key: string, pending: Promise<any>): Promise<void>;
  refreshTags(): Promise<void>;
  getExpiration(tags: string[]): Promise<number>;
  updateTags(tags: string[], durations?: { expire?: number }): Promise<void>;
}

/**
 * A cache handler that also records what it has applied. Everything else is as in the one that it is made of.
 *
 * @param options `name` tells two of them apart, default `cacheHandlers`; `store` is where the site's cache
 *     handlers tell each other, default a folder of this host
 */
export function withEpochs<C extends UseCache>(
  inner: C,
  options: { name?: string; store?: EpochStore } = {},
): C {
  const { name = "cacheHandlers", store } = options;
  let part: EpochLog | undefined;
  // From its first use on: one that is loaded and not set in next.config is never told of an invalidation.
  const epochs = (): EpochLog => {
    if (part === undefined) {
      part = ownLog(store);
      part.takePart(name, (tags, durations) => inner.updateTags(tags, durations));
    }
    return part;
  };
  const outer: UseCache = {
    async get(key, softTags) {
      const found = await inner.get(key, softTags);
      epochs().use(found?.tags ?? []);
      return found;
    },

    async set(key, pending) {
      // It may be long until it is there, and it may fail, which is its own affair.
      pending.then(
        (entry) => epochs().use(entry?.tags ?? []),
        () => {},
      );
      await inner.set(key, pending);
    },

    async refreshTags() {
      if (!isBuilding()) {
        await epochs().catchUp();
      }
      await inner.refreshTags();
    },

    getExpiration: (tags) => inner.getExpiration(tags),

    async updateTags(tags: string[], durations?: Durations) {
      try {
        await inner.updateTags(tags, durations);
      } catch (e) {
        epochs().refuse(name, e);
        throw e;
      }
      await epochs().apply(name, tags, durations);
    },
  };
  return Object.setPrototypeOf(outer, inner) as C;
}
