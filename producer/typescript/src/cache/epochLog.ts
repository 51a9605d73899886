import type { AppliedEpoch, CacheWatch } from "../revalidate/cacheWatch.js";
import { tagName } from "../revalidate/tagNames.js";
import { systemClock, type Clock } from "../serve/clock.js";
import type { Durations, Entry, EpochStore } from "./epoch.js";

/** The longest that a read of the cache waits for the store, in milliseconds. */
export const FAIL_OPEN_MILLIS = 5;

/** So many tags are remembered as used; of more, none is called unused. */
const MOST_TAGS = 100_000;

/** Of so many tags the last invalidation is remembered. */
const MOST_OWN = 10_000;

/** Takes invalidations of other processes over into a cache handler. */
export type Replay = (tags: string[], durations: Durations) => Promise<void>;

/**
 * The epochs of one process. Its cache handlers write here what they have applied; what other processes have
 * applied is replayed into them before they next read their cache. Nothing here fails, or holds back, a read
 * of the cache: where the store does not answer within 5 ms, it goes on as if nothing had been there, and
 * what comes later counts from then on.
 */
export class EpochLog implements CacheWatch {
  private readonly replays = new Map<string, Replay>();
  private readonly uses = new Set<string>();
  private readonly unwritten = new Set<string>();
  /** By tag, this process' own that were read back; of each handler the last, which is the one that counts. */
  private readonly own = new Map<string, (AppliedEpoch & { number: number })[]>();
  private readonly listeners = new Set<() => void>();
  private position = "";
  private count = 0;
  private reading: Promise<void> | undefined;
  private lastFailure: { text: string; number: number } | undefined;
  private writing: Promise<void> | undefined;
  private others: (() => Promise<string[]>) | undefined;
  private asking: Promise<void> | undefined;
  private allAreUsed = false;

  /** @param id of this process, on this store no other's */
  constructor(
    private store: EpochStore,
    private readonly id: string,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Has a handler take part, from now on, or with another replay than before. */
  takePart(handler: string, replay: Replay): void {
    if (!this.replays.has(handler)) {
      // It has missed what was read before it came. To take an invalidation twice does no harm.
      this.position = "";
    }
    this.replays.set(handler, replay);
  }

  /** Goes on in a store, from its beginning, where it is another one. */
  goOnIn(store: EpochStore): void {
    if (store !== this.store) {
      this.store = store;
      this.position = "";
    }
  }

  /** Takes over what other processes have applied, but for 5 ms at most. It never throws. */
  async catchUp(): Promise<void> {
    let callOff = () => {};
    const enough = new Promise<void>((resolve) => (callOff = this.clock.after(FAIL_OPEN_MILLIS, resolve)));
    await Promise.race([
      this.read().catch((e) => this.fail("the store of epochs could not be read", e)),
      enough,
    ]);
    callOff();
  }

  /** A handler has taken an invalidation. It never throws. */
  async apply(handler: string, tags: readonly string[], durations: Durations): Promise<void> {
    const expire = durations?.expire;
    const entries: Entry[] = tags.map((tag) => ({
      kind: "epoch",
      id: `${this.id}-${++this.count}`,
      handler,
      tag,
      ...(durations === undefined ? {} : { expire: expire ?? Number.MAX_SAFE_INTEGER }),
    }));
    try {
      await this.store.append(entries);
      // One that is under way may have passed the place before.
      await this.reading?.catch(() => {});
      await this.read();
    } catch (e) {
      this.fail("the store of epochs failed", e);
    }
  }

  /** Says that a handler has not taken an invalidation. */
  refuse(handler: string, e: unknown): void {
    this.fail(`the handler ${handler} failed`, e);
  }

  /** A cache entry has these tags. */
  use(tags: readonly string[]): void {
    for (const tag of tags.map(tagName)) {
      if (!this.uses.has(tag) && this.uses.size < MOST_TAGS) {
        this.uses.add(tag);
        this.unwritten.add(tag);
      }
    }
    if (this.unwritten.size > 0) {
      this.writing ??= this.writeUses();
    }
  }

  handlers(): readonly string[] {
    return [...this.replays.keys()].sort();
  }

  mark(): number {
    return this.count;
  }

  applied(tag: string, since: number): readonly AppliedEpoch[] {
    return (this.own.get(tagName(tag)) ?? []).filter(({ number }) => number > since);
  }

  failure(since: number): string | undefined {
    return this.lastFailure !== undefined && this.lastFailure.number >= since
      ? this.lastFailure.text
      : undefined;
  }

  async isUsed(tag: string): Promise<boolean> {
    const isKnown = () => this.allAreUsed || this.uses.has(tagName(tag)) || this.uses.size >= MOST_TAGS;
    if (isKnown()) {
      return true;
    }
    this.asking ??= this.others?.().then((tags) => this.use(tags));
    await this.asking;
    await this.read().catch((e) => this.fail("the store of epochs could not be read", e));
    return isKnown();
  }

  /** Has no tag be called unused: a server in development keeps next to nothing. */
  callNoneUnused(): void {
    this.allAreUsed = true;
  }

  /** Where tags stand that no handler has seen yet; asked once, when somebody asks for an unknown one. */
  askForOthers(others: () => Promise<string[]>): void {
    this.others ??= others;
  }

  onNews(run: () => void): () => void {
    this.listeners.add(run);
    return () => void this.listeners.delete(run);
  }

  private async writeUses(): Promise<void> {
    // What one entry, and those read beside it, have goes in one write.
    await Promise.resolve();
    while (this.unwritten.size > 0) {
      const entries: Entry[] = [...this.unwritten].map((tag) => ({ kind: "use", tag }));
      this.unwritten.clear();
      try {
        await this.store.append(entries);
      } catch (e) {
        this.fail("the store of epochs failed", e);
      }
    }
    this.writing = undefined;
  }

  private read(): Promise<void> {
    this.reading ??= this.readOn().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readOn(): Promise<void> {
    const { store } = this;
    const { entries, position } = await store.since(this.position);
    if (store === this.store) {
      this.position = position;
    }
    if (entries.length === 0) {
      return;
    }
    const foreign: (Entry & { kind: "epoch" })[] = [];
    for (const entry of entries) {
      if (entry.kind === "use") {
        if (this.uses.size < MOST_TAGS) {
          this.uses.add(entry.tag);
        }
      } else if (entry.id.startsWith(`${this.id}-`)) {
        this.see(entry);
      } else {
        foreign.push(entry);
      }
    }
    await this.replay(foreign);
    this.tell();
  }

  private see(entry: Entry & { kind: "epoch" }): void {
    const number = Number(entry.id.slice(this.id.length + 1));
    // Next.js 15 has tags as they are, 16 in their encoded form.
    const tag = tagName(entry.tag);
    const seen = this.own.get(tag)?.filter((each) => each.handler !== entry.handler) ?? [];
    this.own.delete(tag);
    this.own.set(tag, [...seen, { number, handler: entry.handler, expire: entry.expire }]);
    if (this.own.size > MOST_OWN) {
      this.own.delete(this.own.keys().next().value!);
    }
  }

  /** What marks stale first: in Next.js it would take an expiry back. */
  private async replay(epochs: readonly (Entry & { kind: "epoch" })[]): Promise<void> {
    const groups = new Map<string, { handler: string; expire: number | undefined; tags: Set<string> }>();
    for (const { handler, expire, tag } of epochs) {
      const key = `${expire ?? "at once"} ${handler}`;
      const group = groups.get(key) ?? { handler, expire, tags: new Set<string>() };
      groups.set(key, group);
      group.tags.add(tag);
    }
    const latestFirst = [...groups.values()].sort((a, b) => (b.expire ?? 0) - (a.expire ?? 0));
    for (const { handler, expire, tags } of latestFirst) {
      try {
        await this.replays.get(handler)?.([...tags], expire === undefined ? undefined : { expire });
      } catch (e) {
        this.refuse(handler, e);
      }
    }
  }

  private fail(what: string, e: unknown): void {
    const text = `${what}: ${e instanceof Error ? e.message : String(e)}`;
    if (text !== this.lastFailure?.text) {
      console.warn(
        `towpath: ${text}. Pages are served all the same; no revalidation is confirmed meanwhile.`,
      );
    }
    this.lastFailure = { text, number: this.count };
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}
