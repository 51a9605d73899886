import { connection } from "next/server";
import { status, TowpathError, type JobStatus } from "towpath";
import type { OwnJob } from "../store/ownJobs.ts";

/** One of a reader's own jobs, and what has become of it. */
export interface KnownJob extends OwnJob {
  /** Undefined while nobody can say. */
  readonly now?: JobStatus;
}

const FAILED: ReadonlySet<string> = new Set(["dead", "expired"]);

/** Asks what has become of jobs: on the server, where reasons may be read. */
export async function known(jobs: readonly OwnJob[]): Promise<KnownJob[]> {
  // Not while Next.js prepares a page that nobody has asked for yet: there it breaks off what is under way.
  await connection();
  return Promise.all(
    jobs.map(async (job) => {
      try {
        return { ...job, now: await status(job.id) };
      } catch (e) {
        if (e instanceof TowpathError) {
          console.error(e.code, e.message);
          return job;
        }
        throw e;
      }
    }),
  );
}

/** Whether it failed and nobody has run it again. */
export function hasFailed({ now, again }: KnownJob): boolean {
  return again === undefined && now !== undefined && FAILED.has(now.state);
}

/** Whether it has not ended yet, as far as is known. */
export function isOpen({ now }: KnownJob): boolean {
  return now === undefined || ["accepted", "waiting", "running"].includes(now.state);
}
