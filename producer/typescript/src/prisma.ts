/** `once` for handlers that write through Prisma, to PostgreSQL. */
import type { JobContext } from "./serve/context.js";
import { forgetIn, onceIn, type Transaction } from "./serve/inbox.js";

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
