import { beginAnswer } from "./answer.js";
import { makeAttempt, type Work } from "./attempt.js";
import type { Clock } from "./clock.js";
import { beginAttempt } from "./context.js";
import { readDelivery } from "./delivery.js";
import type { Key } from "./key.js";
import { Refused } from "./problem.js";
import { checkFresh, rightKey, signedContent, webhookHeaders } from "./webhook.js";

/** A request as it came, whichever server took it. */
export interface Incoming {
  method: string;
  header(name: string): string | null;
  /**
   * The raw body.
   *
   * @throws Refused when it can no longer be had
   */
  body(): Promise<Uint8Array>;
  /** Aborted when the worker hangs up. */
  hungUp: AbortSignal;
}

/** What a route answers by. */
export interface Route extends Work {
  keys(): Promise<Key[]>;
  clock: Clock;
}

/** Answers a request: checks it, then does the job that it brings. It never throws. */
export async function answer(route: Route, incoming: Incoming): Promise<Response> {
  try {
    return await check(route, incoming);
  } catch (refused) {
    if (refused instanceof Refused) {
      return refused.toResponse();
    }
    throw refused;
  }
}

/**
 * The order of the checks is the contract's: nothing of the body is read as JSON before its signature was
 * right.
 */
async function check(route: Route, incoming: Incoming): Promise<Response> {
  if (incoming.method !== "POST") {
    throw new Refused(
      "method-not-allowed",
      `This route takes POST from a worker of Towpath, and got ${incoming.method}. There is nothing to ` +
        "see here.",
    );
  }
  const keys = await route.keys();
  const body = await incoming.body();
  checkWhole(incoming, body);
  const headers = webhookHeaders(incoming.header);
  checkFresh(headers, route.clock.now());
  const key = await rightKey(headers, signedContent(headers, body), keys);
  const delivery = readDelivery(body, headers.id);

  const hungUp = new AbortController();
  incoming.hungUp.addEventListener("abort", () => hungUp.abort(), { once: true });
  if (incoming.hungUp.aborted) {
    hungUp.abort();
  }
  const { fence } = delivery.job;
  const given = beginAnswer({ ...headers, fence, key }, route.clock, () => hungUp.abort());
  const attempt = beginAttempt(delivery, route.clock, given.say, hungUp.signal);
  // The answer may be a stream long before the attempt ends; who waits for its end is the stream's reader.
  void makeAttempt(route, delivery, attempt).then(({ verdict, threw }) =>
    given.end(verdict, threw ? 500 : 200),
  );
  return given.response;
}

function checkWhole(incoming: Incoming, body: Uint8Array): void {
  const length = incoming.header("content-length");
  if (length !== null && Number(length) !== body.byteLength) {
    throw new Refused(
      "body-cut",
      `content-length says ${Number(length)} bytes, ${body.byteLength} came. A proxy cut the body; where a ` +
        "Next.js site has a proxy.ts (or middleware), bodies are cut at 10 MB. Send a smaller payload, or " +
        "keep the route out of the proxy's matcher.",
    );
  }
}
