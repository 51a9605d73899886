import type { TypeSettings } from "../config/settings.js";
import type { Job } from "./job.js";

/** The jobs of one group: as many as may run, the rest wait in the order in which they came. */
interface Lane {
  admitted: number;
  readonly waiting: Job[];
}

/** The lanes of all groups. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  readonly #laneOf = new Map<Job, string>();

  /** Puts a job behind the others of its group. @returns whether it is its turn at once */
  enter(job: Job, type: TypeSettings): boolean {
    const width = type.order === "none" ? type.maxInFlightPerGroup : 1;
    if (job.group === "" || width === 0 || this.#laneOf.has(job)) {
      return true;
    }
    const key = JSON.stringify([job.queue, job.group]);
    const lane = this.#lanes.get(key) ?? { admitted: 0, waiting: [] };
    this.#lanes.set(key, lane);
    this.#laneOf.set(job, key);
    if (lane.admitted < width) {
      lane.admitted++;
      return true;
    }
    lane.waiting.push(job);
    return false;
  }

  /** Takes a job out of its lane, if it has one. @returns the one whose turn it is now */
  leave(job: Job): Job | undefined {
    const key = this.#laneOf.get(job);
    const lane = key === undefined ? undefined : this.#lanes.get(key);
    if (key === undefined || lane === undefined) {
      return undefined;
    }
    this.#laneOf.delete(job);
    const place = lane.waiting.indexOf(job);
    if (place >= 0) {
      lane.waiting.splice(place, 1);
      return undefined;
    }
    const next = lane.waiting.shift();
    if (next === undefined && --lane.admitted === 0) {
      this.#lanes.delete(key);
    }
    return next;
  }
}
