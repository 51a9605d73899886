import { hasEnded, type Job } from "./job.js";

/** How many jobs that have ended are remembered. */
const MOST_ENDED = 10_000;

/** What a submission under a dedup key is: new, a repeat of one that is known, or at odds with it. */
export type Kind = "new" | "repeat" | "conflict";

/** All jobs that are known, by id, in the order in which they came. In memory alone. */
export class Book {
  readonly #jobs = new Map<string, Job>();
  readonly #ended = new Set<Job>();

  find(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  all(): Iterable<Job> {
    return this.#jobs.values();
  }

  /** Whether a submission takes effect. @param now milliseconds since 1970 */
  judge(id: string, checksum: string, now: number): Kind {
    const before = this.#jobs.get(id);
    const counts =
      before !== undefined &&
      (!hasEnded(before) || (before.state === "done" && now < before.dueAt + before.windowMillis));
    return !counts ? "new" : before.checksum === checksum ? "repeat" : "conflict";
  }

  /** Takes a job in; one of the same id gives way. */
  put(job: Job): void {
    const before = this.#jobs.get(job.id);
    if (before !== undefined) {
      this.#ended.delete(before);
      this.#jobs.delete(job.id);
    }
    this.#jobs.set(job.id, job);
  }

  /** A job has ended. When there are too many, the oldest that is no dead letter is forgotten first. */
  ended(job: Job): void {
    this.#ended.add(job);
    if (this.#ended.size > MOST_ENDED) {
      let oldest: Job | undefined;
      for (const each of this.#ended) {
        oldest ??= each;
        if (each.state !== "dead") {
          oldest = each;
          break;
        }
      }
      this.#ended.delete(oldest!);
      this.#jobs.delete(oldest!.id);
    }
  }
}
