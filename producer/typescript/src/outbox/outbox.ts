import { CODES } from "../codes.js";
import { jobJson, traceparentOf } from "../draft.js";
import { TowpathError } from "../error.js";
import type { EnqueueOptions, JobInput, JobType } from "../jobs.js";
import { sqlState } from "../serve/inbox-error.js";
import type { Transaction } from "../serve/inbox.js";
import { settingsOf, type ClientOptions } from "../settings.js";
import { checkForm } from "./form.js";

/** How and when a job runs, and the transaction that it is enqueued in. */
export type InTransaction<Tx> = EnqueueOptions & { readonly tx: Tx };

/** What an outbox may be told. */
export interface OutboxOptions extends Pick<ClientOptions, "schemas" | "deployment"> {
  /**
   * Whether the relay is told of each row, so that it comes at once. Default true. PostgreSQL lets the
   * transactions of a database that NOTIFY commit one after another: where thousands a second do, say false,
   * and the relay looks for rows once a second.
   */
  readonly notify?: boolean | undefined;
}

/**
 * Writes jobs into the table `towpath_outbox`, from which a gateway takes them. Its function needs no `this`.
 */
export interface Outbox<Tx> {
  /**
   * Enqueues a job if, and only if, the transaction is committed.
   *
   * @returns the id of its row; the job has its id when a gateway has taken it, soon after the commit
   * @throws TowpathError (as a rejection) when it is not written: `TP-1001`, `TP-1004` or `TP-1005` when the
   * job is wrong, `TP-8020` outside of a transaction, `TP-8021` without the table; else what the database
   * says. The transaction is as it was before, and can go on
   */
  enqueue<T extends JobType>(type: T, data: JobInput<T>, options: InTransaction<Tx>): Promise<string>;
}

const INSERT = `
INSERT INTO towpath_outbox (job, traceparent)
VALUES (CAST(CAST($1 AS text) AS json), CAST($2 AS text)) RETURNING CAST(id AS text) AS id`;

/** What pg_notify gives is of a type that Prisma does not know. */
const INSERT_AND_TELL = `
WITH written AS (${INSERT})
SELECT id, CAST(pg_notify('towpath_outbox', '') AS text) AS told FROM written`;

/** The statements that make the outbox and its index where they are absent, for PostgreSQL 13 and newer. */
export function outboxTable(): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS towpath_outbox (
  seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id UUID NOT NULL DEFAULT gen_random_uuid(),
  job JSON NOT NULL,
  traceparent TEXT NOT NULL DEFAULT '',
  written_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  error TEXT
)`,
    `CREATE INDEX IF NOT EXISTS towpath_outbox_waiting
  ON towpath_outbox (seq) WHERE error IS NULL`,
  ];
}

/** An outbox that is written to through some library. */
export function outboxOver<Tx>(transactionOf: (tx: Tx) => Transaction, options: OutboxOptions): Outbox<Tx> {
  const settings = settingsOf({ schemas: options.schemas, deployment: options.deployment });
  return {
    async enqueue(type, data, { tx, ...how }) {
      const deployment = how.deployment ?? (settings.deployment() || undefined);
      // The span is the caller's.
      const traceparent = traceparentOf(how);
      checkForm(type, { ...how, deployment });
      const json = await jobJson(type, data, how, settings);
      return write(transactionOf(tx), type, [json, traceparent], options.notify ?? true);
    },
  };
}

/** A statement that fails would end the caller's transaction, were there no savepoint before it. */
async function write(
  transaction: Transaction,
  type: string,
  row: readonly string[],
  notify: boolean,
): Promise<string> {
  await setSavepoint(transaction, type);
  try {
    const [written] = await transaction.query(notify ? INSERT_AND_TELL : INSERT, row);
    await transaction.query("RELEASE SAVEPOINT towpath_enqueue", []);
    return String(written!.id);
  } catch (thrown) {
    await undo(transaction);
    throw sqlState(thrown) === "42P01" ? missing(type, thrown) : thrown;
  }
}

/** PostgreSQL has savepoints in a transaction alone, and that is how one that commits by itself shows. */
async function setSavepoint(transaction: Transaction, type: string): Promise<void> {
  try {
    await transaction.query("SAVEPOINT towpath_enqueue", []);
  } catch (thrown) {
    throw sqlState(thrown) === "25P01" ? outsideTransaction(type, thrown) : thrown;
  }
}

async function undo(transaction: Transaction): Promise<void> {
  try {
    await transaction.query("ROLLBACK TO SAVEPOINT towpath_enqueue", []);
    await transaction.query("RELEASE SAVEPOINT towpath_enqueue", []);
  } catch {
    // The transaction is gone as a whole. What was thrown first says why.
  }
}

function outsideTransaction(type: string, cause: unknown): TowpathError {
  return new TowpathError(
    `job '${type}' came to the outbox with a connection that commits each statement by itself: expected ` +
      "one in a transaction, so that the job is enqueued if that is committed, and only then. Nothing was " +
      "written. With pg say BEGIN on a client (not a pool) before, with Prisma and Drizzle give the tx of " +
      "$transaction() or transaction()",
    { code: CODES.outboxOutsideTransaction, cause },
  );
}

function missing(type: string, cause: unknown): TowpathError {
  return new TowpathError(
    `job '${type}' cannot be enqueued, because the database has no table towpath_outbox where this ` +
      "connection looks. Nothing was written. Make it with the statements of outboxTable(), in a " +
      "migration. Trying again is safe",
    { code: CODES.outboxMissing, retryable: true, cause },
  );
}
