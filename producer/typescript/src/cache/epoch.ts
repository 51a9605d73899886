/**
 * What cache handlers tell each other. An epoch: one has taken the invalidation of a tag. A use: some cache
 * entry has the tag.
 */
export type Entry =
  | {
      readonly kind: "epoch";
      /** Of the process that took it, then a number. */
      readonly id: string;
      readonly handler: string;
      readonly tag: string;
      /** In how many seconds from then entries are no longer given out; absent and 0 for at once. */
      readonly expire?: number;
    }
  | { readonly kind: "use"; readonly tag: string };

/**
 * Where the cache handlers of a site tell each other what was invalidated: a log that all can add to and read
 * on in. Both functions may reject; reads of the cache then go on as if nothing had been there.
 */
export interface EpochStore {
  /** Adds entries; resolves when everybody who reads from now on finds them. */
  append(entries: readonly Entry[]): Promise<void>;

  /**
   * All entries behind a position, in one order for all readers.
   *
   * @param position what an earlier call gave, "" for the oldest that is kept
   */
  since(position: string): Promise<{ entries: readonly Entry[]; position: string }>;
}

/** How long a tag's entries may still be given out, as Next.js says it. Absent for not at all. */
export type Durations = { expire?: number } | undefined;
