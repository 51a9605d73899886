import type { Clock } from "../../src/next.js";

/** A clock that stands until a test turns it. */
export class TurnedClock implements Clock {
  private readonly alarms = new Set<{ at: number; run: () => void }>();
  private readonly waiting = new Set<{ count: number; resolve: () => void }>();
  private millis = 1_795_309_200_000;

  now(): number {
    return this.millis;
  }

  after(millis: number, run: () => void): () => void {
    const alarm = { at: this.millis + millis, run };
    this.alarms.add(alarm);
    for (const wait of [...this.waiting].filter(({ count }) => this.alarms.size >= count)) {
      this.waiting.delete(wait);
      wait.resolve();
    }
    return () => void this.alarms.delete(alarm);
  }

  /** Resolves when so many alarms are set. */
  set(count: number): Promise<void> {
    if (this.alarms.size >= count) {
      return Promise.resolve();
    }
    return new Promise((resolve) => this.waiting.add({ count, resolve }));
  }

  turn(millis: number): void {
    this.millis += millis;
    for (const alarm of [...this.alarms].filter(({ at }) => at <= this.millis)) {
      this.alarms.delete(alarm);
      alarm.run();
    }
  }
}

/** A clock whose pauses are over at once, and move its time on by as much; what is longer never is. */
export class HastyClock implements Clock {
  private millis = 1_795_309_200_000;

  /** @param longest which while is a pause, in milliseconds */
  constructor(private readonly longest = 1000) {}

  now(): number {
    return this.millis;
  }

  after(millis: number, run: () => void): () => void {
    if (millis > this.longest) {
      return () => {};
    }
    const at = setImmediate(() => {
      this.millis += millis;
      run();
    });
    return () => clearImmediate(at);
  }
}
