import { join } from "node:path";
import type { JobType } from "towpath";
import { change, read } from "./files.ts";

/** A job that a reader of the site caused. */
export interface OwnJob {
  readonly id: string;
  readonly type: JobType;
  readonly data: unknown;
  /** What it was enqueued under, so that it keeps its turn when it is run again. */
  readonly group?: string;
  /** What it is about, in words. */
  readonly about: string;
  /** The job that was made of it when it was run again. */
  readonly again?: string;
}

const MOST = 100;

/** Whose jobs are whose: the last 100 of each reader. */
export class OwnJobs {
  constructor(private readonly folder: string) {}

  async note(reader: string, job: OwnJob): Promise<void> {
    await change<OwnJob[]>(this.file(reader), [], (now) =>
      now.some(({ id }) => id === job.id) ? now : [job, ...now].slice(0, MOST),
    );
  }

  /** Notes that a job was run again, as another. */
  async ranAgain(reader: string, id: string, again: string): Promise<void> {
    await change<OwnJob[]>(this.file(reader), [], (now) =>
      now.map((job) => (job.id === id ? { ...job, again } : job)),
    );
  }

  /** The newest first. */
  async of(reader: string): Promise<OwnJob[]> {
    return JSON.parse((await read(this.file(reader))) ?? "[]");
  }

  private file(reader: string): string {
    return join(this.folder, "jobs", `${reader}.json`);
  }
}
