/** `once` and `enqueue` in transactions of `pg` (node-postgres). */
import { outboxOver, type Outbox, type OutboxOptions } from "./outbox/outbox.js";
import type { JobContext } from "./serve/context.js";
import { forgetIn, onceIn, type Transaction } from "./serve/inbox.js";

export { TowpathError } from "./error.js";
export { outboxTable } from "./outbox/outbox.js";
export type { InTransaction, Outbox, OutboxOptions } from "./outbox/outbox.js";
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

/**
 * Enqueues a job in a transaction: it becomes one if, and only if, that is committed.
 *
 * ```ts
 * await client.query("BEGIN");
 * await client.query("INSERT INTO article (id, title) VALUES ($1, $2)", [id, title]);
 * await enqueue("article.publish", { id }, { tx: client, group: `article-${id}` });
 * await client.query("COMMIT");
 * ```
 */
export const enqueue: Outbox<PgClient>["enqueue"] = createOutbox().enqueue;

/** An outbox with settings of its own. */
export function createOutbox(options: OutboxOptions = {}): Outbox<PgClient> {
  return outboxOver(transactionOf, options);
}

function transactionOf(client: PgClient): Transaction {
  return { query: async (sql, params) => (await client.query(sql, [...params])).rows };
}
