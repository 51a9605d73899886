import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import type pg from "pg";
import { createOutbox, enqueue, outboxTable } from "../src/pg.js";
import type { EnqueueOptions } from "../src/index.js";
import { LIBRARIES, type Handling } from "./serve/libraries.js";
import { Postgres } from "./serve/postgres.js";

const programs = Postgres.programs();
const NONE = "this machine has no PostgreSQL (initdb and postgres, on the PATH or in /usr/lib/postgresql)";
const ROW = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isCode = (code: string) => (thrown: Error & { code?: string }) => thrown.code === code;
const flat = (sql: string) => sql.replace(/\s+/g, " ").trim();

test("the outbox's table is the relay's", () => {
  const file = readFileSync(
    "../gateway/src/main/resources/dev/towpath/gateway/outbox/outbox.sql",
    "utf8",
  ).replace(/^--.*$/gm, "");
  assert.deepEqual(outboxTable().map(flat), file.split(";").map(flat).filter(Boolean));
});

test("a job that a gateway would refuse is refused before it is written", async () => {
  const tx = { query: () => assert.fail("something was written") };
  const wrong: [string, unknown, EnqueueOptions, string][] = [
    ["", 1, {}, "/type"],
    ["a b", 1, {}, "/type"],
    ["t", 1, { group: "ä".repeat(257) }, "/group"],
    ["t", 1, { dedupKey: "k".repeat(513) }, "/dedupKey"],
    ["t", 1, { batch: "b".repeat(129) }, "/batch"],
    ["t", 1, { queue: "Mail" }, "/queue"],
    ["t", 1, { tags: Array.from({ length: 17 }, () => "x") }, "/tags"],
    ["t", 1, { tags: ["a", ""] }, "/tags/1"],
    ["t", 1, { tags: "ab" as never }, "/tags"],
    ["t", 1, { delay: "soon" }, "/delay"],
    ["t", 1, { delay: "366d" }, "/delay"],
    ["t", 1, { delay: -1 }, "/delay"],
    ["t", 1, { delay: "1h", runAt: new Date() }, "/runAt"],
    ["t", 1, { runAt: "tomorrow" }, "/runAt"],
    ["t", 1, { runAt: new Date(Number.NaN) }, "/runAt"],
    ["t", 1, { expires: "10 minutes" }, "/expires"],
    ["t", 1, { expires: new Date(0) }, "/expires"],
    ["t", 1, { delay: "2h", expires: "1h" }, "/expires"],
    ["t", 1, { runAt: new Date(Date.now() + 7_200_000), expires: "1h" }, "/expires"],
    ["t", 1, { deployment: "d".repeat(129) }, "/deployment"],
  ];
  for (const [type, data, options, pointer] of wrong) {
    await assert.rejects(
      enqueue(type, data, { tx, ...options }),
      (thrown: Error & { code: string; problem: { problems: { pointer: string }[] } }) => {
        assert.equal(thrown.code, "TP-1004", pointer);
        assert.equal(thrown.problem.problems[0]!.pointer, pointer);
        return true;
      },
    );
  }
  await assert.rejects(enqueue("t", 1n as never, { tx }), isCode("TP-1001"));
  const schema = {
    "~standard": {
      version: 1 as const,
      vendor: "test",
      validate: async () => ({ issues: [{ message: "no", path: ["id"] }] }),
    },
  };
  const outbox = createOutbox({ schemas: { t: schema } });
  await assert.rejects(outbox.enqueue("t", { id: 1 }, { tx }), isCode("TP-1005"));
});

test("the outbox is tested against a real PostgreSQL where there is one", (t) => {
  if (programs === undefined) {
    assert.notEqual(process.env.TOWPATH_POSTGRES, "required", NONE);
    console.error(`NOT TESTED: enqueue(…, { tx }), because ${NONE}.`);
    t.diagnostic(`enqueue(…, { tx }) was not tested: ${NONE}`);
  }
});

if (programs !== undefined) {
  describe("enqueue in a transaction", () => {
    let postgres: Postgres;
    before(async () => void (postgres = await Postgres.start(programs)));
    after(() => postgres[Symbol.asyncDispose]());
    beforeEach(async () => {
      await postgres.pool.query("DROP TABLE IF EXISTS towpath_outbox, article");
      for (const sql of [...outboxTable(), "CREATE TABLE article (title TEXT)"]) {
        await postgres.pool.query(sql);
      }
    });
    const rows = async () => (await postgres.pool.query("SELECT * FROM towpath_outbox ORDER BY seq")).rows;

    for (const library of LIBRARIES) {
      describe(`through ${library.name}`, () => {
        const transaction = <T>(work: (handling: Handling) => Promise<T>) =>
          library.transaction(postgres.pool, work);

        test("a job is a row when the transaction is committed, as it was said", async () => {
          const data = { title: "it's \\ \"$1\" \u0000 😀", n: 1.5 };
          const id = await transaction(async (handling) => {
            await handling.execute("INSERT INTO article VALUES ('a')");
            return handling.enqueue("article.publish", data, {
              group: "article-1",
              dedupKey: "k'\\",
              delay: 1500,
              expires: "1h",
              tags: ["a", "b"],
              deployment: "d1",
              traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            });
          });
          const [row] = await rows();
          assert.match(id, ROW);
          assert.equal(row.id, id);
          assert.equal(row.error, null);
          assert.equal(row.traceparent, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
          assert.deepEqual(row.job, {
            type: "article.publish",
            group: "article-1",
            dedupKey: "k'\\",
            tags: ["a", "b"],
            delay: "1500ms",
            expires: "1h",
            deployment: "d1",
            data,
          });
        });

        test("no job is left of a transaction that is rolled back", async () => {
          const rolledBack = transaction(async (handling) => {
            await handling.enqueue("article.publish", 1, {});
            throw new Error("no");
          });
          await assert.rejects(rolledBack, /no/);
          assert.deepEqual(await rows(), []);
        });

        test("a job without key, options or data is as bare as it was said", async () => {
          await transaction((handling) => handling.enqueue("article.publish", undefined, {}));
          assert.deepEqual((await rows())[0].job, { type: "article.publish" });
        });

        test("the relay is told at the commit, and not before", async () => {
          const relay = await postgres.pool.connect();
          try {
            const told = new Promise<void>((resolve) => relay.once("notification", () => resolve()));
            let early = false;
            void told.then(() => (early = true));
            await relay.query("LISTEN towpath_outbox");
            await transaction(async (handling) => {
              await handling.enqueue("article.publish", 1, {});
              await relay.query("SELECT 1");
              assert.equal(early, false);
            });
            await told;
          } finally {
            await relay.query("UNLISTEN *");
            relay.release();
          }
        });

        test("outside of a transaction nothing is written", async () => {
          await assert.rejects(library.enqueueOutside(postgres.pool), (thrown: Error & { code: string }) => {
            assert.equal(thrown.code, "TP-8020");
            assert.match(thrown.message, /Nothing was written\. With pg say BEGIN on a client/);
            return true;
          });
          assert.deepEqual(await rows(), []);
        });

        test("a missing table is named with what makes it, and the transaction can go on", async () => {
          await postgres.pool.query("DROP TABLE towpath_outbox");
          await transaction(async (handling) => {
            await assert.rejects(
              handling.enqueue("article.publish", 1, {}),
              (thrown: Error & { code: string; retryable: boolean }) => {
                assert.equal(thrown.code, "TP-8021");
                assert.equal(thrown.retryable, true);
                assert.match(thrown.message, /no table towpath_outbox .* outboxTable\(\)/);
                return true;
              },
            );
            await handling.execute("INSERT INTO article VALUES ('after')");
          });
          assert.equal((await postgres.pool.query("SELECT * FROM article")).rowCount, 1);
        });
      });
    }

    test("an outbox may leave it to the relay to look for rows", async () => {
      const client = await postgres.pool.connect();
      const said: string[] = [];
      const tx = {
        query: (sql: string, params: string[]) => {
          said.push(sql);
          return client.query(sql, params);
        },
      };
      try {
        await client.query("BEGIN");
        await createOutbox({ notify: false, deployment: "d2" }).enqueue("t", 1, { tx });
        await client.query("COMMIT");
      } finally {
        client.release();
      }
      assert.equal(said.some((sql) => sql.includes("notify")), false);
      assert.equal((await rows())[0].job.deployment, "d2");
    });

    test("a client that is taken from a pool by each statement is refused", async () => {
      await assert.rejects(enqueue("t", 1, { tx: postgres.pool as pg.Pool }), isCode("TP-8020"));
    });
  });
}
