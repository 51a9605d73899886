import { join } from "node:path";
import { change, read } from "./files.ts";

/** A row that an import could not take. */
export interface Refusal {
  readonly line: number;
  /** The job that it became. */
  readonly job: string;
  readonly row: string;
}

/** One import that somebody started. */
export interface Run {
  readonly id: string;
  readonly by: string;
  readonly file: string;
  /** RFC 3339. */
  readonly startedAt: string;
  /** The job that does it. */
  readonly job: string;
  readonly refused: readonly Refusal[];
}

/** The imports, each in a file of its own, and the last one of each reader. */
export class Runs {
  constructor(private readonly folder: string) {}

  async begin(run: Omit<Run, "refused">): Promise<void> {
    await change<Run>(this.file(run.id), { ...run, refused: [] }, (now) => ({ ...now, ...run }));
    await change(this.lastOf(run.by), "", () => run.id);
  }

  async get(id: string): Promise<Run | undefined> {
    const text = await read(this.file(id));
    return text === undefined ? undefined : JSON.parse(text);
  }

  async last(reader: string): Promise<Run | undefined> {
    const id = await read(this.lastOf(reader));
    return id === undefined ? undefined : this.get(JSON.parse(id));
  }

  /** Notes a refused row. The same line again stays one. */
  async refuse(id: string, refusal: Refusal): Promise<void> {
    const empty = { id, refused: [] as readonly Refusal[] } as unknown as Run;
    await change<Run>(this.file(id), empty, (now) => ({
      ...now,
      refused: [...now.refused.filter(({ line }) => line !== refusal.line), refusal],
    }));
  }

  private file(id: string): string {
    return join(this.folder, "imports", `${id}.json`);
  }

  private lastOf(reader: string): string {
    return join(this.folder, "imports", `last-${reader}.json`);
  }
}
