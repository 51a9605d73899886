/** `once` for handlers that write through `pg` (node-postgres). */
import type { JobContext } from "./serve/context.js";
import { forgetIn, onceIn, type Transaction } from "./serve/inbox.js";

export { inboxTable } from "./serve/inbox.js";
export type { InboxCode, InboxError } from "./serve/inbox-error.js";

/** What is used of a client of `pg`. */
export interface PgClient {
  query(sql: string, params: string[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/**
 * Writes what a job does in this database once, however often the job runs.
 *
 * ```ts
 * await client.query("BEGIN");
 * await once(client, ctx, () => client.query("INSERT INTO shipment (number) VALUES ($1)", [order.number]));
 * await client.query("COMMIT");
 * ```
 *
 * @param client after BEGIN, not a pool: each query of a pool may go to another connection
 * @returns whether it was written now; false when it was before
 * @throws InboxError and what the effect throws; then nothing of the effect was written
 */
export function once<Client extends PgClient>(
  client: Client,
  ctx: JobContext,
  effect: (client: Client) => Promise<unknown>,
): Promise<boolean> {
  return onceIn(transactionOf(client), ctx, () => effect(client));
}

/**
 * Deletes rows of the inbox that were written before a time and whose dedup window is over; says how many.
 */
export function forget(client: PgClient, before: Date): Promise<number> {
  return forgetIn(transactionOf(client), before);
}

function transactionOf(client: PgClient): Transaction {
  return { query: async (sql, params) => (await client.query(sql, [...params])).rows };
}
