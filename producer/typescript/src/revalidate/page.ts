import type { Clock } from "../serve/clock.js";

/** What a page's cache says of what it gave: Next.js itself, or the CDN that has Next's cache in it. */
export type CacheWord = "HIT" | "STALE" | "MISS" | "REVALIDATED" | "PRERENDER" | (string & {});

/** A page as it was given out. */
export interface PageSeen {
  path: string;
  /** 0 where none came. */
  status: number;
  /** `undefined` where the page says nothing of a cache: it is made anew each time. */
  cache: CacheWord | undefined;
  etag: string | undefined;
  /** For people, such as `/blog: 200, x-nextjs-cache: HIT`. */
  text: string;
}

/** Where pages are fetched from, and by what. */
export interface PageSource {
  origin(): string | undefined;
  fetch: typeof fetch;
  clock: Clock;
}

/** The headers in which a cache says what it did, the outermost cache first. */
const CACHE_HEADERS = ["x-vercel-cache", "x-nextjs-cache"];

/** How long one page may take to come, in milliseconds. */
const PAGE_MILLIS = 10_000;

/** Fetches a page as a visitor would, to its end. It never throws. */
export async function seePage(path: string, source: PageSource, signal: AbortSignal): Promise<PageSeen> {
  const origin = source.origin();
  if (origin === undefined) {
    return unseen(path, "the site's own address is not known: set TOWPATH_SITE, or the option site");
  }
  const aborter = new AbortController();
  const abort = () => aborter.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) {
    abort();
  }
  const callOff = source.clock.after(PAGE_MILLIS, () =>
    aborter.abort(new Error(`nothing for ${PAGE_MILLIS} ms`)),
  );
  try {
    const response = await source.fetch(new URL(path, origin), {
      // Else Next.js, whose fetch it is inside a route, might answer out of its own cache.
      cache: "no-store",
      redirect: "manual",
      headers: { "user-agent": "towpath-revalidate" },
      signal: aborter.signal,
    });
    // What is rendered is kept when it was rendered to the end.
    await response.arrayBuffer();
    return seen(path, response);
  } catch (e) {
    return unseen(path, e instanceof Error ? causeOf(e) : String(e));
  } finally {
    callOff();
    signal.removeEventListener("abort", abort);
  }
}

/** Whether it is a page that a visitor would see. */
export function isGiven(page: PageSeen): boolean {
  return page.status >= 200 && page.status < 300;
}

function seen(path: string, response: Response): PageSeen {
  const header = CACHE_HEADERS.find((name) => response.headers.has(name));
  const cache = header === undefined ? undefined : response.headers.get(header)!.toUpperCase();
  return {
    path,
    status: response.status,
    cache,
    etag: response.headers.get("etag") ?? undefined,
    text: `${path}: ${response.status}, ${header === undefined ? "no cache header" : `${header}: ${cache}`}`,
  };
}

function unseen(path: string, why: string): PageSeen {
  return { path, status: 0, cache: undefined, etag: undefined, text: `${path}: ${why}` };
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
