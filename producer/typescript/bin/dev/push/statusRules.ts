import { failed, hindered, type Verdict } from "../engine/job.js";

const LEAST = 1000;
const MOST = 86_400_000;

/**
 * What becomes of a job by the status of an answer that has no signed outcome. A table in docs/push.md says
 * the same.
 *
 * @param retryAfter for how long the endpoint asked to be left alone, in milliseconds, 0 for no wish
 * @param what came, for people
 */
export function byStatus(status: number, retryAfter: number, what: string): Verdict {
  if (retryAfter > 0 && (status === 429 || status === 503)) {
    return hindered(what, true, retryAfter);
  }
  if (retryAfter > 0 && (status === 409 || status === 423)) {
    return { kind: "snoozed", afterMillis: retryAfter };
  }
  return status === 408 || status >= 500 ? failed("TP-3001", what) : hindered(what, true);
}

/**
 * What a `Retry-After` says (RFC 9110, section 10.2.3), in milliseconds: a second at least, a day at most; 0
 * when it says nothing.
 *
 * @param now milliseconds since 1970
 */
export function retryAfterOf(header: string | undefined, now: number): number {
  const text = header?.trim() ?? "";
  const wish = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return /^\d{1,9}$/.test(text) || wish > 0 ? Math.min(Math.max(wish, LEAST), MOST) : 0;
}
