/**
 * What a cache handler of this package shows of itself to the jobs in its process. The handler is loaded by
 * Next.js, the route is bundled by it, so they meet at a registered symbol.
 */
export interface CacheWatch {
  /** The cache handlers that run here, by name. */
  handlers(): readonly string[];

  /** A point in time: what was invalidated before it does not count. */
  mark(): number;

  /** The invalidations of a tag since then that are seen applied, of this process alone. */
  applied(tag: string, since: number): readonly AppliedEpoch[];

  /** What went wrong last since then: a handler's, or the store's error. */
  failure(since: number): string | undefined;

  /** Whether some cache entry has the tag, as far as anybody on this store saw. */
  isUsed(tag: string): Promise<boolean>;

  /** Has something run whenever there is news. @returns what calls it off */
  onNews(run: () => void): () => void;
}

/**
 * A tag's epoch that is seen applied: the handler has taken the invalidation without an error, and it was
 * read back from the store, so every other handler on that store takes it before it next reads its cache.
 */
export interface AppliedEpoch {
  handler: string;
  /** In how many seconds from then entries are no longer given out; `undefined` and 0 for at once. */
  expire: number | undefined;
}

const WATCH = Symbol.for("towpath.cacheWatch.1");

/** The one of this process, where a cache handler runs. */
export function cacheWatch(): CacheWatch | undefined {
  return (globalThis as { [WATCH]?: CacheWatch })[WATCH];
}

/** Shows one to the jobs in this process. */
export function showCacheWatch(watch: CacheWatch): void {
  (globalThis as { [WATCH]?: CacheWatch })[WATCH] = watch;
}
