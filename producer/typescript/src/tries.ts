import type { Setback } from "./setback.js";
import type { Settings } from "./settings.js";

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

/** The tries of one request: exponential backoff with full jitter, bounded in number and in time. */
export class Tries {
  /** How many there were, the first one included. */
  made = 1;
  /** Whether one of them left open whether it took effect. */
  outcomeUnknown = false;
  readonly #settings: Settings;
  readonly #end: number;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#end = settings.clock.now() + settings.totalTimeout;
  }

  /**
   * How long to wait before another try, in milliseconds: at least what the gateway asks for.
   *
   * @returns undefined when there is no other try
   */
  pauseAfter(setback: Setback): number | undefined {
    this.outcomeUnknown ||= setback.outcomeUnknown;
    const { clock, tries } = this.#settings;
    if (!setback.retryable || this.made >= tries) {
      return undefined;
    }
    const bound = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.made - 1));
    // Not all who were told the same moment come back at it.
    const pause = Math.ceil(setback.retryAfter + clock.random() * bound);
    if (clock.now() + pause > this.#end) {
      return undefined;
    }
    this.made++;
    return pause;
  }
}
