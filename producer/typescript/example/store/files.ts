import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The folder of all that the site knows: `SITE_DATA`, read at first use, or `data` beside the site. */
export function dataFolder(): string {
  return process.env.SITE_DATA ?? join(process.cwd(), "data");
}

/** A file's text; undefined where there is none. */
export async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw e;
  }
}

/** Writes a file in one step: who reads it sees the old text or the new one, also after a crash. */
export async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.${randomUUID()}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await rename(fresh, file);
}

// Next.js loads a module once for each of its bundles, so what they share hangs on the process.
const ends = ((globalThis as Record<symbol, unknown>)[Symbol.for("towpath-example-site.ends")] ??=
  new Map()) as Map<string, Promise<unknown>>;

/**
 * Changes a file of JSON, one change after the other. All writers are in one process.
 *
 * @param how makes the new content of the old; what it gives back as it was is not written
 */
export async function change<T>(file: string, empty: T, how: (now: T) => T): Promise<T> {
  const turn = (ends.get(file) ?? Promise.resolve()).then(async () => {
    const text = await read(file);
    const now = text === undefined ? empty : (JSON.parse(text) as T);
    const next = how(now);
    if (next !== now) {
      await write(file, JSON.stringify(next, null, 1));
    }
    return next;
  });
  ends.set(
    file,
    turn.catch(() => {}),
  );
  return turn;
}
