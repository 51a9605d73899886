import type { Clock } from "../src/index.js";

/** A clock whose pauses are over at once, and move its time on by as much. */
export class HandClock implements Clock {
  /** How long each pause was to be, in milliseconds. */
  readonly pauses: number[] = [];
  millis = 1_795_309_200_000;
  chance = 0.5;

  now(): number {
    return this.millis;
  }

  random(): number {
    return this.chance;
  }

  async pause(millis: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pauses.push(millis);
    this.millis += millis;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
