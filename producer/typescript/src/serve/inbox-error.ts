import { fenceText } from "./fence.js";
import type { Row } from "./inbox-row.js";
import { JobDead } from "./outcome.js";

/** Why the inbox refused an attempt, by the codes of docs/errors.md. Nothing was written. */
export type InboxCode = "TP-3020" | "TP-3021" | "TP-3022";

/** The inbox refused an attempt. Of the three only a missing table (TP-3022) is worth another attempt. */
export interface InboxError extends Error {
  readonly code: InboxCode;
}

/** What is refused for good: thrown on by the handler, it makes the job a dead letter. */
class Final extends JobDead implements InboxError {
  constructor(
    readonly code: InboxCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code} ${message}`, options);
    this.name = "InboxError";
  }
}

class Passing extends Error implements InboxError {
  constructor(
    readonly code: InboxCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${code} ${message}`, options);
    this.name = "InboxError";
  }
}

/** Another, newer attempt has written. */
export function fenced(mine: Row, there: Row): InboxError {
  return new Final(
    "TP-3020",
    `job ${mine.job}: the attempt with fence ${fenceText(mine.fence)} is not the newest, ` +
      `${fenceText(there.fence)} has written through the inbox. Nothing was written; roll back. An attempt ` +
      "that was given up, or whose worker lost the partition, is refused like that, and what it says of " +
      "the job no longer counts. If the ledger topic was made anew, its fences began anew too: then delete " +
      "the rows of towpath_inbox and replay the job.",
  );
}

/** There is no transaction that effect and row could be in together. */
export function outsideTransaction(job: string, cause: unknown): InboxError {
  return new Final(
    "TP-3021",
    `job ${job} came to the inbox with a connection that commits each statement by itself: expected one in ` +
      "a transaction, so that effect and row are committed together. Nothing was written. With pg say " +
      "BEGIN on a client (not a pool) before, with Prisma and Drizzle give once() the tx of $transaction() " +
      "or transaction(); then replay the job.",
    { cause },
  );
}

/** There is no table. */
export function missing(job: string, cause: unknown): InboxError {
  return new Passing(
    "TP-3022",
    `job ${job} cannot be looked up, because the database has no table towpath_inbox where this connection ` +
      "looks. Nothing was written. Make it with the statements of inboxTable(), in a migration. Trying " +
      "again is safe.",
    { cause },
  );
}

/**
 * The SQLSTATE of what a database said, through whichever library it came: pg has it as `code`, Drizzle the
 * same in its `cause`, Prisma in `meta` or in its text alone.
 */
export function sqlState(thrown: unknown): string | undefined {
  const seen = new Set<unknown>();
  const open = [thrown];
  for (let each = open.shift(); each !== undefined; each = open.shift()) {
    if (typeof each !== "object" || each === null || seen.has(each)) {
      continue;
    }
    seen.add(each);
    const error = each as Record<string, unknown>;
    for (const code of [error.code, error.originalCode, error.sqlState]) {
      if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !/^P[12]\d{3}$/.test(code)) {
        return code;
      }
    }
    open.push(error.cause, error.meta, error.driverAdapterError);
  }
  return /\b(25P01|42P01)\b/.exec(String((thrown as Error | undefined)?.message))?.[1];
}
