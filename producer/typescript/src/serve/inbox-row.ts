import { parseFence, type Fence } from "./fence.js";
import type { InboxJob, Transaction } from "./inbox.js";

/** What the inbox keeps of a job whose effect is written: which attempt wrote it, for which submission. */
export interface Row {
  job: string;
  fence: Fence;
  /** Of the payload. */
  checksum: bigint;
  /** Milliseconds since 1970, of the submission. */
  acceptedAt: bigint;
  /** When its dedup window ends, milliseconds since 1970. */
  windowUntil: bigint;
}

/** Each parameter is text by its own cast, whatever a library would make of it; so no number is rounded. */
const number = (place: number, type: "integer" | "bigint") => `CAST(CAST($${place} AS text) AS ${type})`;

const INSERT = `
INSERT INTO towpath_inbox
  (generation, owner_epoch, attempt, checksum, accepted_at, window_until, written_at, job)
VALUES (${number(1, "integer")}, ${number(2, "bigint")}, ${number(3, "integer")}, ${number(4, "bigint")},
  ${number(5, "bigint")}, ${number(6, "bigint")}, ${number(7, "bigint")}, CAST($8 AS text))
ON CONFLICT (job) DO NOTHING RETURNING job`;

const READ = `
SELECT CAST(generation AS text) AS generation, CAST(owner_epoch AS text) AS owner_epoch,
  CAST(attempt AS text) AS attempt, CAST(checksum AS text) AS checksum,
  CAST(accepted_at AS text) AS accepted_at, CAST(window_until AS text) AS window_until
FROM towpath_inbox WHERE job = CAST($1 AS text)`;

const REPLACE = `
UPDATE towpath_inbox SET generation = ${number(1, "integer")}, owner_epoch = ${number(2, "bigint")},
  attempt = ${number(3, "integer")}, checksum = ${number(4, "bigint")}, accepted_at = ${number(5, "bigint")},
  window_until = ${number(6, "bigint")}, written_at = ${number(7, "bigint")}
WHERE job = CAST($8 AS text) AND generation = ${number(9, "integer")}
  AND owner_epoch = ${number(10, "bigint")} AND attempt = ${number(11, "integer")}
RETURNING job`;

/** The row that an attempt would write. */
export function rowOf(job: InboxJob): Row {
  const fence = parseFence(job.fence);
  if (fence === undefined) {
    throw new TypeError(
      `job ${job.id}: expected a fence of three whole numbers, got ${JSON.stringify(job.fence)}`,
    );
  }
  const acceptedAt = BigInt(job.acceptedAt.getTime());
  return {
    job: job.id,
    fence,
    checksum: BigInt(job.checksum),
    acceptedAt,
    windowUntil: acceptedAt + BigInt(job.windowMillis),
  };
}

/** The job's row; undefined when there is none. */
export async function read(transaction: Transaction, job: string): Promise<Row | undefined> {
  const [row] = await transaction.query(READ, [job]);
  if (row === undefined) {
    return undefined;
  }
  return {
    job,
    fence: {
      owner: BigInt(String(row.owner_epoch)),
      generation: Number(row.generation),
      attempt: Number(row.attempt),
    },
    checksum: BigInt(String(row.checksum)),
    acceptedAt: BigInt(String(row.accepted_at)),
    windowUntil: BigInt(String(row.window_until)),
  };
}

/**
 * Whether an attempt, which is no older than the row's, is to write although the row is there.
 *
 * A replay is the submission that it was, and so is what it did before it died. Another submission in the
 * window of the first, which an operator or a dead letter made room for, is the same thing when it says the
 * same. Beyond the window only the ledger lets one through.
 */
export function isAnotherEffect(mine: Row, there: Row, forced: boolean): boolean {
  const laterWindow = mine.acceptedAt > there.acceptedAt && mine.acceptedAt >= there.windowUntil;
  const laterGeneration = mine.fence.generation !== there.fence.generation;
  return laterWindow || (laterGeneration && (forced || mine.checksum !== there.checksum));
}

/** @returns false when the job has a row */
export async function insert(transaction: Transaction, mine: Row): Promise<boolean> {
  return (await transaction.query(INSERT, values(mine))).length === 1;
}

/** @returns false when the row is no longer the one that was read */
export async function replace(transaction: Transaction, mine: Row, there: Row): Promise<boolean> {
  const { generation, owner, attempt } = there.fence;
  const params = [...values(mine), String(generation), String(owner), String(attempt)];
  return (await transaction.query(REPLACE, params)).length === 1;
}

function values(row: Row): string[] {
  const { generation, owner, attempt } = row.fence;
  return [
    ...[generation, owner, attempt, row.checksum, row.acceptedAt, row.windowUntil, Date.now()].map(String),
    row.job,
  ];
}
