import { appendFile, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Entry, EpochStore } from "./epoch.js";

/** From this length on, in bytes, a file is followed by the next one. */
const FILE_BYTES = 4 * 1024 * 1024;

const NAME = /^epochs-(\d{1,9})\.jsonl$/;

/**
 * Epochs in a folder that the processes of one host share: a line of JSON each, in numbered files of which the
 * last two are kept. A line is added by one write at the file's end, which the system keeps whole.
 */
export class FileStore implements EpochStore {
  private last: number | undefined;

  /** @param fileBytes from which length on a file is followed by the next one */
  constructor(
    private readonly folder: string,
    private readonly fileBytes = FILE_BYTES,
  ) {}

  async append(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) {
      return;
    }
    const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
    await mkdir(this.folder, { recursive: true });
    // Where others went on to the next file meanwhile, they have read this one to its end.
    this.last = Math.max(this.last ?? 1, ...(await this.numbers()));
    if ((await this.sizeOf(this.last)) >= this.fileBytes) {
      this.last++;
      await appendFile(this.path(this.last), "");
      await rm(this.path(this.last - 2), { force: true });
    }
    await appendFile(this.path(this.last), lines);
  }

  async since(position: string): Promise<{ entries: readonly Entry[]; position: string }> {
    let [number, offset] = position === "" ? [0, 0] : (position.split(":").map(Number) as [number, number]);
    const entries: Entry[] = [];
    for (;;) {
      const read = number === 0 ? undefined : await this.read(number, offset);
      if (read !== undefined) {
        entries.push(...read.entries);
        offset = read.offset;
        if (read.size < this.fileBytes) {
          return { entries, position: `${number}:${offset}` };
        }
      }
      const next = (await this.numbers()).find((each) => each > number);
      if (next === undefined) {
        return { entries, position: number === 0 ? "" : `${number}:${offset}` };
      }
      [number, offset] = [next, 0];
    }
  }

  /** What stands in a file behind an offset, but for a line that is still being written. */
  private async read(
    number: number,
    offset: number,
  ): Promise<{ entries: Entry[]; offset: number; size: number } | undefined> {
    const file = await open(this.path(number), "r").catch(unlessAbsent);
    if (file === undefined) {
      return undefined;
    }
    try {
      const { size } = await file.stat();
      if (size <= offset) {
        return { entries: [], offset, size };
      }
      const bytes = new Uint8Array(size - offset);
      const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
      const end = bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
      const lines = new TextDecoder().decode(bytes.subarray(0, end)).split("\n");
      return { entries: lines.flatMap(entryOf), offset: offset + end, size };
    } finally {
      await file.close();
    }
  }

  private async numbers(): Promise<number[]> {
    const names = (await readdir(this.folder).catch(unlessAbsent)) ?? [];
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  private async sizeOf(number: number): Promise<number> {
    const file = await open(this.path(number), "r").catch(unlessAbsent);
    if (file === undefined) {
      return 0;
    }
    try {
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  }

  private path(number: number): string {
    return join(this.folder, `epochs-${number}.jsonl`);
  }
}

/** A line that a crash cut, or of a later version, says nothing to this one. */
function entryOf(line: string): Entry[] {
  if (line === "") {
    return [];
  }
  try {
    const entry = JSON.parse(line) as Entry;
    return typeof entry.tag === "string" && (entry.kind === "epoch" || entry.kind === "use") ? [entry] : [];
  } catch {
    return [];
  }
}

function unlessAbsent(e: unknown): undefined {
  if ((e as { code?: string }).code !== "ENOENT") {
    throw e;
  }
}
