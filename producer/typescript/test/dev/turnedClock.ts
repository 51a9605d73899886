import type { Clock } from "../../src/serve/clock.js";

interface Timer {
  at: number;
  run: () => void;
}

/** A clock that a test turns. What is to run at once does, as soon as the event loop is free. */
export class TurnedClock implements Clock {
  #now = 1_795_309_200_000;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(millis: number, run: () => void): () => void {
    if (millis <= 0) {
      const soon = setImmediate(run);
      return () => clearImmediate(soon);
    }
    const timer = { at: this.#now + millis, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Lets time pass, and runs what comes due in it. */
  turn(millis: number): void {
    const end = this.#now + millis;
    for (;;) {
      const due = [...this.#timers].filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      this.#timers.delete(due);
      this.#now = due.at;
      due.run();
    }
    this.#now = end;
  }
}
