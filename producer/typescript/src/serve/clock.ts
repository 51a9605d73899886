/** What tells the time and waits; a test turns one of its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;

  /**
   * Has something run once, so many milliseconds from now.
   *
   * @returns what calls it off
   */
  after(millis: number, run: () => void): () => void;
}

/** The longest that `setTimeout` can wait; what is longer it would run at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(millis, run) {
    const timer = setTimeout(run, Math.min(Math.max(millis, 0), LONGEST_TIMER));
    return () => clearTimeout(timer);
  },
};
