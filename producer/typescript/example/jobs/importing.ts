import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DataOf, JobContext, Outcome } from "towpath/next";
import { articleOf, rowOf } from "./row.ts";
import type { Reach } from "./handlers.ts";

/** How many rows one request does: the import is longer than a platform lets a request be. */
const SLICE = 50;
const BETWEEN_CHECKPOINTS = 10;
const TIME_TO_STOP_MILLIS = 5_000;

/** What stands for the work on a row: a picture to fetch, a text to convert. */
const ROW_MILLIS = 30;

/**
 * The import: a slice of the file's rows in each request, from where the last one stopped.
 *
 * Running a slice again does no harm: an article is kept under its slug, and a row that cannot be taken is
 * enqueued under a dedup key of run and line.
 */
export function importing({ site, client, pause }: Pick<Reach, "site" | "client" | "pause">) {
  return async (data: DataOf<"article.import">, ctx: JobContext): Promise<Outcome | void> => {
    const rows = await rowsOf(data.file);
    if (rows === undefined) {
      return ctx.dead(`there is no file '${data.file}' to import`);
    }
    let refused = (await site().runs.get(data.run))?.refused.length ?? 0;
    const first = Number(ctx.cursor);
    for (let at = first; at < rows.length; at++) {
      ctx.signal.throwIfAborted();
      await pause(ROW_MILLIS);
      const text = rows[at]!;
      const read = rowOf(text);
      if ("row" in read) {
        await site().articles.put(articleOf(read.row, ctx.acceptedAt));
      } else {
        // It does not hold up the others: it becomes a job of its own, which fails with its reason, and which
        // can be mended and run again alone.
        const job = await client.enqueue(
          "import.row",
          { run: data.run, line: at + 1, row: text },
          { dedupKey: `${data.run}-${at + 1}`, batch: data.run },
        );
        await site().runs.refuse(data.run, { line: at + 1, job: job.id, row: text });
        await site().jobs.note(data.by, {
          id: job.id,
          type: "import.row",
          data: { run: data.run, line: at + 1, row: text },
          about: `Line ${at + 1} of ${data.file}`,
        });
        refused++;
      }
      const done = at + 1;
      ctx.progress(done / rows.length, `${done} of ${rows.length} rows, ${refused} refused`);
      if (done % BETWEEN_CHECKPOINTS === 0) {
        await ctx.checkpoint(String(done));
      }
      if (done < rows.length && (done - first >= SLICE || ctx.timeLeft() < TIME_TO_STOP_MILLIS)) {
        await ctx.checkpoint(String(done));
        return ctx.continue();
      }
    }
    ctx.emit("article.index", {});
    ctx.emit("article.revalidate", { tags: ["articles", "features"] });
  };
}

/** The rows of a file of the folder `content`; undefined where there is none. */
async function rowsOf(file: string): Promise<string[] | undefined> {
  if (!/^[a-z0-9-]+\.ndjson$/.test(file)) {
    return undefined;
  }
  try {
    const text = await readFile(join(process.cwd(), "content", file), "utf8");
    return text.split("\n").filter((line) => line !== "");
  } catch {
    return undefined;
  }
}
