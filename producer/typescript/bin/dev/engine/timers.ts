import type { Clock } from "#serve/clock.js";
import type { Job } from "./job.js";

/** Jobs that wait for a time, each for one. */
export class Timers {
  readonly #timers = new Map<Job, () => void>();

  constructor(private readonly clock: Clock) {}

  /** Has something run when a job's time has come. @param time milliseconds since 1970 */
  at(job: Job, time: number, run: () => void): void {
    const callOff = this.clock.after(time - this.clock.now(), () => {
      this.#timers.delete(job);
      // One timer cannot wait for longer than 24 days.
      if (this.clock.now() < time) {
        this.at(job, time, run);
      } else {
        run();
      }
    });
    this.#timers.set(job, callOff);
  }

  callOff(job: Job): void {
    this.#timers.get(job)?.();
    this.#timers.delete(job);
  }

  callOffAll(): void {
    this.#timers.forEach((callOff) => callOff());
    this.#timers.clear();
  }
}
