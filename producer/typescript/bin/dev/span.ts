const MILLIS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** A duration in milliseconds: a whole number and one of `ms s m h d`; undefined when it is none. */
export function millisOf(text: string): number | undefined {
  return quantity(text, MILLIS);
}

/** A size in bytes: a whole number and one of `B KiB MiB GiB TiB`; undefined when it is none. */
export function bytesOf(text: string): number | undefined {
  return quantity(text, BYTES);
}

/** A duration as people write it, in the largest unit that leaves a whole number. */
export function spanText(millis: number): string {
  const unit = ["d", "h", "m", "s"].find((each) => millis % MILLIS[each]! === 0) ?? "ms";
  return millis === 0 ? "0s" : `${millis / MILLIS[unit]!}${unit}`;
}

/** A duration as people read it who want to know about how long. */
export function aboutText(millis: number): string {
  if (millis < 1000) {
    return `${Math.ceil(millis)} ms`;
  }
  return millis < 10_000 ? `${(millis / 1000).toFixed(1)} s` : spanText(Math.round(millis / 1000) * 1000);
}

/** A time of day on this machine. @param at milliseconds since 1970 */
export function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

function quantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, count, unit] = /^(\d{1,15})([A-Za-z]{1,3})$/.exec(text) ?? [];
  const each = unit !== undefined && Object.hasOwn(units, unit) ? units[unit] : undefined;
  const whole = each === undefined ? NaN : Number(count) * each;
  return Number.isSafeInteger(whole) ? whole : undefined;
}
