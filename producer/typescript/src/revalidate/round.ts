import type { Clock } from "../serve/clock.js";
import { cacheWatch } from "./cacheWatch.js";
import type { Order } from "./order.js";
import { argumentOf, onlyMarksStale } from "./profile.js";
import { pause } from "./waiting.js";

/** The functions of `next/cache` that a site gives to {@link revalidate}. */
export interface NextCache {
  revalidateTag(tag: string, profile: string | { expire: number }): unknown;
  revalidatePath(path: string): unknown;
}

/** Calls that were made, and from when on what the cache handlers say may come of them. */
export interface Called {
  mark: number;
}

/**
 * The revalidations that come in one moment. The first job of a round waits for a moment, then makes all its
 * calls, each tag and path once. That is before anyone's answer begins, because Next.js forgets calls made
 * after it, and after every job of the round has come, so what a job wants to be seen has changed by then.
 */
export class Rounds {
  private open: { orders: Order[]; called: Promise<Called> } | undefined;

  constructor(
    private readonly next: NextCache,
    private readonly windowMillis: number,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes part in the next round.
   *
   * @throws what Next.js throws, in each job of the round
   */
  join(order: Order): Promise<Called> {
    if (this.open !== undefined) {
      this.open.orders.push(order);
      return this.open.called;
    }
    const orders = [order];
    // Not ended early by the first job's own signal: the others count on it.
    const closed = pause(this.windowMillis, this.clock, new AbortController().signal);
    const called = closed.then(() => {
      this.open = undefined;
      return this.call(orders);
    });
    this.open = { orders, called };
    return called;
  }

  private call(orders: readonly Order[]): Called {
    const mark = cacheWatch()?.mark() ?? 0;
    for (const [tag, profile] of strictestProfiles(orders)) {
      this.next.revalidateTag(tag, argumentOf(profile));
    }
    for (const path of new Set(orders.flatMap((order) => order.paths))) {
      this.next.revalidatePath(path);
    }
    return { mark };
  }
}

/**
 * Each tag once, under the strictest profile asked for. Both would be worse than one: in Next.js a tag that is
 * marked stale behind its expiry has not expired any more.
 */
function strictestProfiles(orders: readonly Order[]): Map<string, string> {
  const profiles = new Map<string, string>();
  for (const { tags, profile } of orders) {
    for (const tag of tags) {
      if (!profiles.has(tag) || !onlyMarksStale(profile)) {
        profiles.set(tag, profile);
      }
    }
  }
  return profiles;
}
