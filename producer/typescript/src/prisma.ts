/** `once` and `enqueue` in transactions of Prisma, on PostgreSQL. */
import { outboxOver, type Outbox, type OutboxOptions } from "./outbox/outbox.js";
import type { JobContext } from "./serve/context.js";
import { forgetIn, onceIn, type Transaction } from "./serve/inbox.js";

export { TowpathError } from "./error.js";
export { outboxTable } from "./outbox/outbox.js";
export type { InTransaction, Outbox, OutboxOptions } from "./outbox/outbox.js";
export { inboxTable } from "./serve/inbox.js";
export type { InboxCode, InboxError } from "./serve/inbox-error.js";

/** What is used of the client that an interactive transaction of Prisma gives. */
export interface PrismaTransaction {
  $queryRawUnsafe<T = unknown>(sql: string, ...params: unknown[]): PromiseLike<T>;
  $executeRawUnsafe(sql: string, ...params: unknown[]): PromiseLike<number>;
}

/**
 * Writes what a job does in this database once, however often the job runs.
 *
 * ```ts
 * await prisma.$transaction(async (tx) => {
 *   await once(tx, ctx, () => tx.shipment.create({ data: { number: order.number } }));
 * });
 * ```
 *
 * Prisma ends an interactive transaction after 5 s by itself; give `$transaction` a `timeout` where that is
 * short.
 *
 * @param tx of `$transaction`, not the client itself
 * @returns whether it was written now; false when it was before
 * @throws InboxError and what the effect throws; then nothing of the effect was written
 */
export function once<Tx extends PrismaTransaction>(
  tx: Tx,
  ctx: JobContext,
  effect: (tx: Tx) => Promise<unknown>,
): Promise<boolean> {
  return onceIn(transactionOf(tx), ctx, () => effect(tx));
}

/**
 * Deletes rows of the inbox that were written before a time and whose dedup window is over; says how many.
 */
export function forget(tx: PrismaTransaction, before: Date): Promise<number> {
  return forgetIn(transactionOf(tx), before);
}

/**
 * Enqueues a job in a transaction: it becomes one if, and only if, that is committed.
 *
 * ```ts
 * await prisma.$transaction(async (tx) => {
 *   await tx.article.create({ data: { id, title } });
 *   await enqueue("article.publish", { id }, { tx, group: `article-${id}` });
 * });
 * ```
 */
export const enqueue: Outbox<PrismaTransaction>["enqueue"] = createOutbox().enqueue;

/** An outbox with settings of its own. */
export function createOutbox(options: OutboxOptions = {}): Outbox<PrismaTransaction> {
  return outboxOver(transactionOf, options);
}

/** "Unsafe" is Prisma's word for SQL as text. The text is this package's own, what varies are parameters. */
function transactionOf(tx: PrismaTransaction): Transaction {
  return {
    async query(sql, params) {
      if (params.length === 0) {
        await tx.$executeRawUnsafe(sql);
        return [];
      }
      return tx.$queryRawUnsafe<Record<string, unknown>[]>(sql, ...params);
    },
  };
}
