import type { Job } from "./job.js";

/** What happens to jobs. */
export type JobNews =
  | "accepted"
  | "repeated"
  | "again"
  | "started"
  | "failed"
  | "held"
  /** Held once more for the same reason. */
  | "still"
  | "snoozed"
  | "continues"
  | "done"
  | "dead"
  | "expired"
  | "cancelled";

/** Something that happened to a job. `at` is in milliseconds since 1970. */
export interface JobHappening {
  readonly at: number;
  readonly what: JobNews;
  readonly job: Job;
}

/** Something that happened to a target. */
export interface TargetHappening {
  readonly at: number;
  readonly what: "out" | "tried" | "back";
  readonly target: string;
  readonly reason: string;
}

/** Something that happened. */
export type Happening = JobHappening | TargetHappening;

/** Who is told of what happens. */
export type Teller = (happening: Happening) => void;

/** Has every one be told that is there at the time. */
export class Tellers {
  readonly #all = new Set<Teller>();

  /** @returns what takes it away again */
  add(teller: Teller): () => void {
    this.#all.add(teller);
    return () => void this.#all.delete(teller);
  }

  readonly tell: Teller = (happening) => this.#all.forEach((teller) => teller(happening));
}
