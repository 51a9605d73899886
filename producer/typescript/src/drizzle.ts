/** `once` and `enqueue` in transactions of Drizzle, on PostgreSQL. */
import { outboxOver, type Outbox, type OutboxOptions } from "./outbox/outbox.js";
import type { JobContext } from "./serve/context.js";
import { forgetIn, onceIn, type Transaction } from "./serve/inbox.js";

export { TowpathError } from "./error.js";
export { outboxTable } from "./outbox/outbox.js";
export type { InTransaction, Outbox, OutboxOptions } from "./outbox/outbox.js";
export { inboxTable } from "./serve/inbox.js";
export type { InboxCode, InboxError } from "./serve/inbox-error.js";

/** What is used of the transaction that Drizzle gives, with any of its drivers for PostgreSQL. */
export interface DrizzleTransaction {
  execute(sql: string): PromiseLike<unknown>;
}

/**
 * Writes what a job does in this database once, however often the job runs.
 *
 * ```ts
 * await db.transaction(async (tx) => {
 *   await once(tx, ctx, () => tx.insert(shipment).values({ number: order.number }));
 * });
 * ```
 *
 * @param tx of `transaction`, not the database itself
 * @returns whether it was written now; false when it was before
 * @throws InboxError and what the effect throws; then nothing of the effect was written
 */
export function once<Tx extends DrizzleTransaction>(
  tx: Tx,
  ctx: JobContext,
  effect: (tx: Tx) => Promise<unknown>,
): Promise<boolean> {
  return onceIn(transactionOf(tx), ctx, () => effect(tx));
}

/**
 * Deletes rows of the inbox that were written before a time and whose dedup window is over; says how many.
 */
export function forget(tx: DrizzleTransaction, before: Date): Promise<number> {
  return forgetIn(transactionOf(tx), before);
}

/**
 * Enqueues a job in a transaction: it becomes one if, and only if, that is committed.
 *
 * ```ts
 * await db.transaction(async (tx) => {
 *   await tx.insert(article).values({ id, title });
 *   await enqueue("article.publish", { id }, { tx, group: `article-${id}` });
 * });
 * ```
 */
export const enqueue: Outbox<DrizzleTransaction>["enqueue"] = createOutbox().enqueue;

/** An outbox with settings of its own. */
export function createOutbox(options: OutboxOptions = {}): Outbox<DrizzleTransaction> {
  return outboxOver(transactionOf, options);
}

/**
 * Drizzle takes parameters by its own `sql` only, which would have this package load the library; so they go
 * into the text as literals. Some drivers give the rows as a list, some as `rows`.
 */
function transactionOf(tx: DrizzleTransaction): Transaction {
  return {
    async query(sql, params) {
      const text = sql.replace(/\$(\d+)/g, (_, place: string) => literal(params[Number(place) - 1]!));
      const result = await tx.execute(text);
      return (Array.isArray(result) ? result : (result as { rows: unknown }).rows) as Record<
        string,
        unknown
      >[];
    },
  };
}

/** Text as a literal of PostgreSQL, right with `standard_conforming_strings` on and off. */
function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return quoted.includes("\\") ? ` E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}
