import type { Clock } from "../serve/clock.js";
import type { CacheWatch } from "./cacheWatch.js";
import type { Order } from "./order.js";
import { isGiven, seePage, type PageSeen, type PageSource } from "./page.js";
import { onlyMarksStale } from "./profile.js";
import { tagName, tagOfPath } from "./tagNames.js";
import { pause } from "./waiting.js";

/** What was seen of a revalidation: that it took effect, or what was seen in place of that. */
export type Confirmation = { confirmed: true; text: string } | { confirmed: false; text: string };

/** How long a confirmation may take. */
export interface Patience {
  clock: Clock;
  /** In milliseconds from now. */
  within: number;
  /** Aborted when nobody waits any more. */
  signal: AbortSignal;
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;

/** Waits until each cache handler of this process has applied each tag and path, as strictly as asked. */
export async function confirmByEpochs(
  order: Order,
  watch: CacheWatch,
  since: number,
  patience: Patience,
): Promise<Confirmation> {
  const missing = () => notApplied(order, watch, since);
  await new Promise<void>((resolve) => {
    const look = () => {
      if (missing().length === 0 || patience.signal.aborted) {
        end();
      }
    };
    const end = () => {
      callOffNews();
      callOffTime();
      patience.signal.removeEventListener("abort", look);
      resolve();
    };
    const callOffNews = watch.onNews(look);
    const callOffTime = patience.clock.after(patience.within, end);
    patience.signal.addEventListener("abort", look, { once: true });
    look();
  });
  const left = missing();
  if (left.length === 0) {
    return { confirmed: true, text: `seen applied by ${watch.handlers().join(", ")}` };
  }
  const failure = watch.failure(since);
  return {
    confirmed: false,
    text:
      `not seen applied within ${patience.within} ms: ${left.join("; ")}` +
      (failure === undefined ? "" : `. ${failure}`),
  };
}

function notApplied(order: Order, watch: CacheWatch, since: number): string[] {
  const strict = (expire: number | undefined) => expire === undefined || expire === 0;
  const wanted = [
    ...order.tags.map((tag) => ({ name: tag, tag: tagName(tag), stale: onlyMarksStale(order.profile) })),
    ...order.paths.map((path) => ({ name: path, tag: tagOfPath(path), stale: false })),
  ];
  return wanted.flatMap(({ name, tag, stale }) => {
    const applied = watch.applied(tag, since);
    if (watch.handlers().length === 0) {
      return [`${name} by any handler`];
    }
    return watch.handlers().flatMap((handler) => {
      const own = applied.filter((epoch) => epoch.handler === handler);
      if (own.some((epoch) => stale || strict(epoch.expire))) {
        return [];
      }
      const got = own.at(-1);
      return [
        `${name} by the handler ${handler}` +
          (got === undefined ? "" : `, which only marked it stale, to expire in ${got.expire} s`),
      ];
    });
  });
}

/** What no cache entry has of what the order names; all of it means that the order changed nothing. */
export async function unused(order: Order, watch: CacheWatch): Promise<string[]> {
  const named = [
    ...order.tags.map((tag) => ({ name: tag, tag: tagName(tag) })),
    ...order.paths.map((path) => ({ name: path, tag: tagOfPath(path) })),
  ];
  const used = await Promise.all(named.map(({ tag }) => watch.isUsed(tag)));
  return named.filter((_, i) => !used[i]).map(({ name }) => name);
}

/**
 * Fetches pages until each is given out new. By an invalidation that is seen applied a page may be what it
 * says it is, but for stale.
 *
 * @param strict whether a page must say that it came out of the cache or went into it
 */
export async function warmPages(
  paths: readonly string[],
  strict: boolean,
  source: PageSource,
  patience: Patience,
): Promise<Confirmation> {
  return eachUntil(paths, source, patience, (page) => {
    const kept = page.cache === undefined ? !strict : page.cache !== "STALE";
    return isGiven(page) && kept;
  });
}

/** Pages as they were before an invalidation, each of them kept in the cache. */
export async function pagesBefore(
  paths: readonly string[],
  source: PageSource,
  signal: AbortSignal,
): Promise<PageSeen[]> {
  return Promise.all(
    paths.map(async (path) => {
      const first = await seePage(path, source, signal);
      // The first visit may have put it there. One that cannot be kept would look new each time.
      return isGiven(first) && isMade(first) ? seePage(path, source, signal) : first;
    }),
  );
}

/**
 * Fetches pages until each is given out new, where nothing but the pages tells: one that came out of the cache
 * before is made anew, or is another than it was.
 */
export async function confirmByPages(
  before: readonly PageSeen[],
  source: PageSource,
  patience: Patience,
): Promise<Confirmation> {
  const useless = before.filter((page) => !isGiven(page) || page.cache === undefined || isMade(page));
  if (useless.length > 0) {
    const texts = useless.map((page) => page.text).join("; ");
    return {
      confirmed: false,
      text: `a page tells of the cache only when it comes out of it, and before the call it did not: ${texts}`,
    };
  }
  const former = new Map(before.map((page) => [page.path, page]));
  const wasStale = new Set(before.filter((page) => page.cache === "STALE").map((page) => page.path));
  return eachUntil([...former.keys()], source, patience, (page) => {
    if (!isGiven(page)) {
      return false;
    }
    if (page.cache === "STALE") {
      wasStale.add(page.path);
      return false;
    }
    const etag = former.get(page.path)?.etag;
    const isAnother = etag !== undefined && page.etag !== undefined && page.etag !== etag;
    return isMade(page) || (page.cache !== undefined && (isAnother || wasStale.has(page.path)));
  });
}

function isMade(page: PageSeen): boolean {
  return page.cache === "MISS" || page.cache === "REVALIDATED";
}

async function eachUntil(
  paths: readonly string[],
  source: PageSource,
  patience: Patience,
  enough: (page: PageSeen) => boolean,
): Promise<Confirmation> {
  const end = patience.clock.now() + patience.within;
  const outcomes = await Promise.all(
    paths.map(async (path) => {
      for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
        const page = await seePage(path, source, patience.signal);
        if (enough(page)) {
          return { confirmed: true, text: page.text };
        }
        if (patience.signal.aborted || patience.clock.now() + wait > end) {
          return { confirmed: false, text: page.text };
        }
        await pause(wait, patience.clock, patience.signal);
      }
    }),
  );
  const left = outcomes.filter(({ confirmed }) => !confirmed);
  const texts = (left.length > 0 ? left : outcomes).map(({ text }) => text).join("; ");
  return left.length > 0
    ? { confirmed: false, text: `not seen new within ${patience.within} ms: ${texts}` }
    : { confirmed: true, text: texts };
}
