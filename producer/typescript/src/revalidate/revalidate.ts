import { environment } from "../environment.js";
import { systemClock, type Clock } from "../serve/clock.js";
import type { JobContext } from "../serve/context.js";
import type { Handler } from "../serve/handlers.js";
import { millisOf, type Span } from "../serve/span.js";
import { cacheWatch, type CacheWatch } from "./cacheWatch.js";
import {
  confirmByEpochs,
  confirmByPages,
  pagesBefore,
  unused,
  warmPages,
  type Confirmation,
  type Patience,
} from "./confirmation.js";
import { readOrder, type Order } from "./order.js";
import type { PageSource } from "./page.js";
import { onlyMarksStale } from "./profile.js";
import { Rounds, type NextCache } from "./round.js";

/** How a site's revalidations are confirmed. */
export interface RevalidateOptions {
  /** How long to wait until it is seen that one took effect. Default: 5 s. */
  confirmWithin?: Span;
  /** For how long jobs are gathered whose calls are then made once. Default: 20 ms. */
  gather?: Span;
  /** Names of the site's own `cacheLife` profiles, for the payload's `profile`. */
  profiles?: readonly string[];
  /**
   * What becomes of a job none of whose tags and paths is on any cache entry: tried again, because a name may
   * be misspelled, or done. Default: `retry`.
   */
  unused?: "retry" | "done";
  /**
   * The site's own address, for the pages that are fetched. Default: the variable `TOWPATH_SITE`, else the
   * loopback address with the port of `next start`.
   */
  site?: string;
  /** For tests. */
  clock?: Clock;
  /** For tests. */
  fetch?: typeof fetch;
}

/**
 * A job's handler that has Next.js invalidate tags and paths, and is done only when that is seen applied:
 *
 * ```ts
 * import { revalidatePath, revalidateTag } from "next/cache";
 * import { revalidate, serve } from "towpath/next";
 *
 * export const POST = serve({ "cache.revalidate": revalidate({ revalidateTag, revalidatePath }) });
 * ```
 *
 * Its payload is a {@link RevalidateData}; a wrong one is a dead letter. What tells is the cache handler
 * `towpath/cache-handler`. Where none runs, pages are fetched instead, those in `warm` and `paths`.
 */
export function revalidate(next: NextCache, options: RevalidateOptions = {}): Handler<unknown> {
  const clock = options.clock ?? systemClock;
  const confirmWithin = millisOf(options.confirmWithin ?? "5s", "revalidate: confirmWithin");
  const rounds = new Rounds(next, millisOf(options.gather ?? 20, "revalidate: gather"), clock);
  const source: PageSource = {
    origin: () => options.site ?? environment.site(),
    // Looked up at each call: Next.js puts its own in place of it.
    fetch: (...request) => (options.fetch ?? fetch)(...request),
    clock,
  };

  return async (data, ctx) => {
    const order = readOrder(data, options.profiles ?? []);
    if ("wrong" in order) {
      return ctx.dead(`the payload of a revalidation is not as it must be: ${order.wrong}`);
    }
    // Some of the attempt's time is left to say what came of it.
    const patience = () => {
      const within = Math.floor(Math.min(confirmWithin, 0.9 * ctx.timeLeft()));
      return { clock, within, signal: ctx.signal };
    };
    // A handler is there from the request on that brings the job.
    const watch = cacheWatch();
    const outcome =
      watch === undefined
        ? await byPages(order, rounds, source, patience, ctx)
        : await byEpochs(order, rounds, source, patience, ctx, watch);
    if (!outcome.confirmed) {
      return ctx.retry({ reason: outcome.text });
    }
    const lost = watch === undefined ? [] : await unused(order, watch);
    const nothing = lost.length === order.tags.length + order.paths.length;
    if (nothing && options.unused !== "done") {
      return ctx.retry({
        reason: `${lost.join(", ")}: applied, and no cache entry has any of it, so no page has changed. Misspelled?`,
      });
    }
    const note = lost.length === 0 ? "" : `; no cache entry has ${lost.join(", ")}`;
    ctx.progress(1, outcome.text + note);
    return undefined;
  };
}

async function byEpochs(
  order: Order,
  rounds: Rounds,
  source: PageSource,
  patience: () => Patience,
  ctx: JobContext,
  watch: CacheWatch,
): Promise<Confirmation> {
  const { mark } = await rounds.join(order);
  // What was called takes effect when the answer begins, and is not waited for by Next.js.
  ctx.progress(0.5, "called");
  const applied = await confirmByEpochs(order, watch, mark, patience());
  if (!applied.confirmed || order.warm.length === 0) {
    return applied;
  }
  const warmed = await warmPages(order.warm, onlyMarksStale(order.profile), source, patience());
  return warmed.confirmed ? { confirmed: true, text: `${applied.text}; ${warmed.text}` } : warmed;
}

async function byPages(
  order: Order,
  rounds: Rounds,
  source: PageSource,
  patience: () => Patience,
  ctx: JobContext,
): Promise<Confirmation> {
  const before = await pagesBefore([...new Set([...order.warm, ...order.paths])], source, ctx.signal);
  await rounds.join(order);
  ctx.progress(0.5, "called; no cache handler of towpath runs here, so pages must tell");
  const outcome: Confirmation =
    before.length === 0
      ? { confirmed: false, text: "there is no page to fetch: set cacheHandler in next.config, or warm" }
      : await confirmByPages(before, source, patience());
  return { ...outcome, text: `no cache handler of towpath runs here; ${outcome.text}` };
}
