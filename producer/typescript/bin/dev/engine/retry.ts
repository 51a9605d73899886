import type { TypeSettings } from "../config/settings.js";
import type { Failed, Job } from "./job.js";

/** What a handler may ask for at most; it can ask again. */
export const MOST_AFTER_MILLIS = 86_400_000;

const CHANCE: Readonly<Record<string, number>> = { full: 1, half: 0.5, none: 0 };

/**
 * How long a job waits that has just failed: exponential backoff with jitter, by its type's policy.
 *
 * @param chance 0 to 1
 * @returns milliseconds; undefined when it is not tried again
 */
export function pauseAfter(
  job: Job,
  failed: Failed,
  type: TypeSettings,
  now: number,
  chance: number,
): number | undefined {
  if (failed.last || job.attempt >= type.attempts) {
    return undefined;
  }
  const whole = Math.min(type.backoff * type.backoffFactor ** (job.attempt - 1), type.backoffMax);
  const backoff = Math.round(whole - whole * (CHANCE[type.jitter] ?? 1) * chance);
  const pause = Math.max(backoff, Math.min(failed.afterMillis, MOST_AFTER_MILLIS));
  const tooOld = !job.replayed && now - job.acceptedAt + pause > type.maxAge;
  return tooOld ? undefined : pause;
}
