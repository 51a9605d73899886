/** A length of time: milliseconds, or text such as `"250ms"`, `"10s"`, `"5m"`, `"2h"`, `"1d"`. */
export type Span = number | string;

const MILLIS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The longest that a job waits for its next attempt by its handler's word: a day. */
export const LONGEST_WAIT = MILLIS.d;

/**
 * A span in whole milliseconds, rounded up.
 *
 * @throws RangeError when it is no span, is negative, or longer than a day
 */
export function millisOf(span: Span, what: string): number {
  const millis = typeof span === "number" ? Math.ceil(span) : parse(span);
  if (!(millis >= 0 && millis <= LONGEST_WAIT)) {
    throw new RangeError(
      `${what}: expected from 0 to a day, as milliseconds or as text such as "30s" or "2h"; got ` +
        `${JSON.stringify(span)}`,
    );
  }
  return millis;
}

function parse(text: string): number {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text);
  return match ? Number(match[1]) * MILLIS[match[2] as keyof typeof MILLIS] : NaN;
}
