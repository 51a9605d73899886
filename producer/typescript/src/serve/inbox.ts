import type { JobContext } from "./context.js";
import { fenced, missing, outsideTransaction, sqlState } from "./inbox-error.js";
import { insert, isAnotherEffect, read, replace, rowOf, type Row } from "./inbox-row.js";
import { isOlder } from "./fence.js";

/**
 * A transaction in PostgreSQL, as far as the inbox speaks to it. Parameters are text, written `$1` to `$n`;
 * what comes back is text too, by the name of its column. The statements without parameters give no rows.
 */
export interface Transaction {
  query(sql: string, params: readonly string[]): Promise<readonly Record<string, unknown>[]>;
}

/** What the inbox asks of a job. */
export type InboxJob = Pick<
  JobContext,
  "id" | "fence" | "acceptedAt" | "windowMillis" | "checksum" | "forced"
>;

const FORGET = `
WITH gone AS (
  DELETE FROM towpath_inbox
  WHERE written_at < CAST(CAST($1 AS text) AS bigint) AND window_until < CAST(CAST($1 AS text) AS bigint)
  RETURNING 1)
SELECT CAST(count(*) AS text) AS rows FROM gone`;

/**
 * The statements that make the inbox, one row a job, and its index where they are absent. They are those of
 * the Java handlers' inbox: handlers of both languages may share the table.
 */
export function inboxTable(): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS towpath_inbox (
  job TEXT PRIMARY KEY,
  generation INTEGER NOT NULL,
  owner_epoch BIGINT NOT NULL,
  attempt INTEGER NOT NULL,
  checksum BIGINT NOT NULL,
  accepted_at BIGINT NOT NULL,
  window_until BIGINT NOT NULL,
  written_at BIGINT NOT NULL
)`,
    `CREATE INDEX IF NOT EXISTS towpath_inbox_written
  ON towpath_inbox (written_at)`,
  ];
}

/**
 * Writes an effect, unless the same was written before: by an earlier attempt of the job, or by an earlier
 * generation of it, as it is when a dead letter is replayed. It is written once more when the replay was
 * forced, when the payload is another one, and when the job was submitted again after its dedup window.
 *
 * The caller commits. When the effect throws, what it wrote is rolled back and its row with it; what the
 * transaction did before stays.
 *
 * @returns whether it was written now; false when it was before
 * @throws InboxError TP-3020 when a newer attempt of the job has written through the inbox; TP-3021 outside
 *     of a transaction; TP-3022 without the table. The effect was not written. Also what the database says,
 *     and what the effect throws
 */
export async function onceIn(
  transaction: Transaction,
  job: InboxJob,
  effect: () => Promise<unknown>,
): Promise<boolean> {
  await setSavepoint(transaction, job);
  let taken: boolean;
  try {
    taken = await take(transaction, rowOf(job), job.forced);
    if (taken) {
      await effect();
    }
  } catch (thrown) {
    await undo(transaction);
    throw thrown;
  }
  await transaction.query("RELEASE SAVEPOINT towpath_once", []);
  return taken;
}

/**
 * Deletes the rows that were written before a time and whose dedup window is over. A job whose row is gone
 * would have its effect again if it were executed again: keep rows for as long as a job can be, which is the
 * queue's `retention`, or the longest delay and `maxAge` of its types where these are longer.
 *
 * @returns how many rows there were
 */
export async function forgetIn(transaction: Transaction, before: Date): Promise<number> {
  const [counted] = await transaction.query(FORGET, [String(before.getTime())]);
  return Number(counted?.rows ?? 0);
}

/** Makes the job's row this attempt's, unless the effect was written. */
async function take(transaction: Transaction, mine: Row, forced: boolean): Promise<boolean> {
  for (;;) {
    if (await insertOrSayWhy(transaction, mine)) {
      return true;
    }
    const there = await read(transaction, mine.job);
    // Between the two statements the row may go, or become another's.
    if (there === undefined) {
      continue;
    }
    if (isOlder(mine.fence, there.fence)) {
      throw fenced(mine, there);
    }
    if (!isAnotherEffect(mine, there, forced)) {
      return false;
    }
    if (await replace(transaction, mine, there)) {
      return true;
    }
  }
}

/** PostgreSQL has savepoints in a transaction alone, and that is how one that commits by itself shows. */
async function setSavepoint(transaction: Transaction, job: InboxJob): Promise<void> {
  try {
    await transaction.query("SAVEPOINT towpath_once", []);
  } catch (thrown) {
    throw sqlState(thrown) === "25P01" ? outsideTransaction(job.id, thrown) : thrown;
  }
}

async function insertOrSayWhy(transaction: Transaction, mine: Row): Promise<boolean> {
  try {
    return await insert(transaction, mine);
  } catch (thrown) {
    throw sqlState(thrown) === "42P01" ? missing(mine.job, thrown) : thrown;
  }
}

async function undo(transaction: Transaction): Promise<void> {
  try {
    await transaction.query("ROLLBACK TO SAVEPOINT towpath_once", []);
    await transaction.query("RELEASE SAVEPOINT towpath_once", []);
  } catch {
    // The transaction is gone as a whole, and the row with it. What was thrown first says why.
  }
}
