import { drizzle } from "drizzle-orm/node-postgres";
import type pg from "pg";
import * as forDrizzle from "../../src/drizzle.js";
import type { EnqueueOptions } from "../../src/index.js";
import type { JobContext } from "../../src/next.js";
import * as forPg from "../../src/pg.js";
import * as forPrisma from "../../src/prisma.js";

/** A transaction of one of the libraries, as a handler sees it. */
export interface Handling {
  execute(sql: string): Promise<unknown>;
  once(job: JobContext, effect: () => Promise<unknown>): Promise<boolean>;
  enqueue(type: string, data: unknown, options: EnqueueOptions): Promise<string>;
}

/** A library that a handler may write through. */
export interface Library {
  name: string;
  /** Commits when the work ends well, rolls back when it throws. */
  transaction<T>(pool: pg.Pool, work: (handling: Handling) => Promise<T>): Promise<T>;
  /** `once` on a connection that commits each statement by itself. */
  outsideTransaction(pool: pg.Pool, job: JobContext): Promise<boolean>;
  forget(pool: pg.Pool, before: Date): Promise<number>;
  /** `enqueue` on a connection that commits each statement by itself. */
  enqueueOutside(pool: pg.Pool): Promise<string>;
}

async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return withClient(pool, async (client) => {
    await client.query("BEGIN");
    try {
      const result = await work(client);
      await client.query("COMMIT");
      return result;
    } catch (thrown) {
      await client.query("ROLLBACK");
      throw thrown;
    }
  });
}

const nothing = async () => {};

const PG: Library = {
  name: "pg",
  transaction: (pool, work) =>
    inTransaction(pool, (client) =>
      work({
        execute: (sql) => client.query(sql),
        once: (job, effect) => forPg.once(client, job, effect),
        enqueue: (type, data, options) => forPg.enqueue(type, data, { tx: client, ...options }),
      }),
    ),
  outsideTransaction: (pool, job) => withClient(pool, (client) => forPg.once(client, job, nothing)),
  forget: (pool, before) => withClient(pool, (client) => forPg.forget(client, before)),
  enqueueOutside: (pool) => withClient(pool, (tx) => forPg.enqueue("t", 1, { tx })),
};

/**
 * The two raw statements of Prisma's transaction client, and its error, over pg: its engine is not needed for
 * them.
 */
function prismaOver(client: pg.PoolClient): forPrisma.PrismaTransaction {
  const run = (sql: string, params: unknown[]) =>
    client.query(sql, params).catch((cause: { code: string; message: string }) => {
      throw Object.assign(
        new Error(`Raw query failed. Code: \`${cause.code}\`. Message: \`${cause.message}\``),
        {
          code: "P2010",
          meta: { code: cause.code, message: cause.message },
        },
      );
    });
  return {
    $queryRawUnsafe: async <T>(sql: string, ...params: unknown[]) => (await run(sql, params)).rows as T,
    $executeRawUnsafe: async (sql, ...params) => (await run(sql, params)).rowCount ?? 0,
  };
}

const PRISMA: Library = {
  name: "Prisma",
  transaction: (pool, work) =>
    inTransaction(pool, (client) => {
      const tx = prismaOver(client);
      return work({
        execute: async (sql) => tx.$executeRawUnsafe(sql),
        once: (job, effect) => forPrisma.once(tx, job, effect),
        enqueue: (type, data, options) => forPrisma.enqueue(type, data, { tx, ...options }),
      });
    }),
  outsideTransaction: (pool, job) =>
    withClient(pool, (client) => forPrisma.once(prismaOver(client), job, nothing)),
  forget: (pool, before) => withClient(pool, (client) => forPrisma.forget(prismaOver(client), before)),
  enqueueOutside: (pool) =>
    withClient(pool, (client) => forPrisma.enqueue("t", 1, { tx: prismaOver(client) })),
};

const DRIZZLE: Library = {
  name: "Drizzle",
  transaction: (pool, work) =>
    drizzle(pool).transaction((tx) =>
      work({
        execute: (sql) => tx.execute(sql),
        once: (job, effect) => forDrizzle.once(tx, job, effect),
        enqueue: (type, data, options) => forDrizzle.enqueue(type, data, { tx, ...options }),
      }),
    ),
  outsideTransaction: (pool, job) => forDrizzle.once(drizzle(pool), job, nothing),
  forget: (pool, before) => forDrizzle.forget(drizzle(pool), before),
  enqueueOutside: (pool) => forDrizzle.enqueue("t", 1, { tx: drizzle(pool) }),
};

export const LIBRARIES = [PG, PRISMA, DRIZZLE];
