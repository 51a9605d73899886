import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import { inboxTable } from "../../src/pg.js";
import { onceIn } from "../../src/serve/inbox.js";
import { runJob } from "../../src/testing.js";
import { Execution, WINDOW } from "./execution.js";
import { LIBRARIES, type Handling } from "./libraries.js";
import { Postgres } from "./postgres.js";

const FIRST = Execution.first();
const programs = Postgres.programs();
const NONE = "this machine has no PostgreSQL (initdb and postgres, on the PATH or in /usr/lib/postgresql)";

test("the inbox's table is that of the Java handlers", () => {
  const java = readFileSync("../../worker/src/main/java/dev/towpath/worker/inbox/Inbox.java", "utf8");
  const statements = [...java.matchAll(/"""\s+(CREATE[^]*?)"""/g)].map((match) =>
    match[1]!.replace(/\s+/g, " ").trim(),
  );
  assert.deepEqual(
    inboxTable().map((sql) => sql.replace(/\s+/g, " ")),
    statements,
  );
});

test("once is tested against a real PostgreSQL where there is one", (t) => {
  if (programs === undefined) {
    assert.notEqual(process.env.TOWPATH_POSTGRES, "required", NONE);
    console.error(`NOT TESTED: once(), because ${NONE}. TOWPATH_POSTGRES=required makes that a failure.`);
    t.diagnostic(`once() was not tested: ${NONE}`);
  }
});

if (programs !== undefined) {
  describe("once", () => {
    let postgres: Postgres;
    before(async () => void (postgres = await Postgres.start(programs)));
    after(() => postgres[Symbol.asyncDispose]());

    test("a row that changes between its reading and its replacing is looked at again", async () => {
      for (const sql of inboxTable()) {
        await postgres.pool.query(sql);
      }
      const forced = FIRST.replayed().byForce();
      const replay = (execution: Execution) =>
        LIBRARIES[0]!.transaction(postgres.pool, (handling) => handling.once(execution.job, async () => {}));
      await replay(FIRST);
      const client = await postgres.pool.connect();
      const slow = {
        async query(sql: string, params: readonly string[]) {
          if (sql.includes("UPDATE")) {
            assert.equal(await replay(forced.attempt(2)), true);
          }
          return (await client.query(sql, [...params])).rows;
        },
      };
      try {
        await client.query("BEGIN");
        const second = onceIn(slow, forced.job, async () => assert.fail("it was written a second time"));
        await assert.rejects(second, { code: "TP-3020" });
      } finally {
        await client.query("ROLLBACK");
        client.release();
      }
    });

    for (const library of LIBRARIES) {
      describe(`through ${library.name}`, () => {
        beforeEach(async () => {
          await postgres.pool.query("DROP TABLE IF EXISTS towpath_inbox, shipment");
          for (const sql of [...inboxTable(), "CREATE TABLE shipment (fence TEXT NOT NULL)"]) {
            await postgres.pool.query(sql);
          }
        });

        const transaction = <T>(work: (handling: Handling) => Promise<T>) =>
          library.transaction(postgres.pool, work);
        const ship = (handling: Handling, execution: Execution) =>
          handling.execute(`INSERT INTO shipment (fence) VALUES ('${execution.fence}')`);
        const once = (handling: Handling, execution: Execution) =>
          handling.once(execution.job, () => ship(handling, execution));
        const execute = (execution: Execution) => transaction((handling) => once(handling, execution));
        const count = async (table: string) =>
          Number((await postgres.pool.query(`SELECT count(*) AS rows FROM ${table}`)).rows[0].rows);
        const isCode = (code: string) => (thrown: Error & { code?: string }) => thrown.code === code;

        /** Begins an execution, and resolves when it waits for another transaction's lock. */
        const beginsToWait = async (execution: Execution) => {
          let ended = false;
          const outcome = settled(execute(execution)).finally(() => (ended = true));
          const waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
          while ((await postgres.pool.query(waiting)).rowCount === 0) {
            assert.equal(ended, false, "it ended without waiting");
          }
          return { outcome };
        };

        test("an effect happens once, however often the job is executed", async () => {
          assert.equal(await execute(FIRST), true);
          assert.equal(await execute(FIRST), false);
          assert.equal(await execute(FIRST.attempt(2)), false);
          assert.equal(await execute(FIRST.byOwner(1n)), false);
          assert.equal(await count("shipment"), 1);
        });

        test("a crash between effect and commit leaves neither effect nor row", async () => {
          const crashed = transaction(async (handling) => {
            await once(handling, FIRST);
            throw new Error("crash");
          });
          await assert.rejects(crashed, /crash/);
          assert.deepEqual([await count("towpath_inbox"), await count("shipment")], [0, 0]);
          assert.equal(await execute(FIRST.byOwner(1n)), true);
          assert.equal(await count("shipment"), 1);
        });

        test("a connection that is cut between effect and commit leaves neither", async () => {
          const cut = transaction(async (handling) => {
            await once(handling, FIRST);
            await handling.execute("SELECT pg_terminate_backend(pg_backend_pid())").catch(() => {});
          });
          await assert.rejects(cut);
          assert.deepEqual([await count("towpath_inbox"), await count("shipment")], [0, 0]);
        });

        test("an effect that throws is taken back with its row, and the transaction goes on", async () => {
          await transaction(async (handling) => {
            await ship(handling, FIRST.attempt(9));
            const thrown = handling.once(FIRST.job, async () => {
              await ship(handling, FIRST);
              throw new Error("out of boxes");
            });
            await assert.rejects(thrown, /out of boxes/);
          });
          assert.equal(await count("towpath_inbox"), 0);
          assert.equal(await count("shipment"), 1, "what was written before");
          assert.equal(await execute(FIRST.attempt(2)), true);
        });

        test("a statement that the database refuses is taken back too", async () => {
          await transaction(async (handling) => {
            await assert.rejects(handling.once(FIRST.job, () => handling.execute("INSERT INTO nowhere")));
            assert.equal(await once(handling, FIRST), true);
          });
          assert.equal(await count("shipment"), 1);
        });

        test("an older attempt is refused, and says so for good", async () => {
          await execute(FIRST.byOwner(1n));
          await assert.rejects(execute(FIRST.attempt(3)), (thrown: Error & { code: string }) => {
            assert.equal(thrown.code, "TP-3020");
            assert.ok(
              thrown.message.includes(
                "the attempt with fence 9007199254740993.0.3 is not the newest, 9007199254740994.0.1 has " +
                  "written " +
                  "through the inbox. Nothing was written; roll back.",
              ),
              thrown.message,
            );
            return true;
          });
          const run = await runJob({ job: () => execute(FIRST.attempt(3)).then(() => {}) }, "job", null);
          assert.equal(run.outcome, "dead");
          assert.equal(await count("shipment"), 1);
        });

        test("a dead letter that is replayed does not repeat what it did before it died", async () => {
          await execute(FIRST);
          assert.equal(await execute(FIRST.replayed()), false);
          assert.equal(await count("shipment"), 1);
        });

        test("a forced replay writes once more, however often it is executed", async () => {
          await execute(FIRST);
          const forced = FIRST.replayed().byForce();
          assert.equal(await execute(forced), true);
          assert.equal(await execute(forced.attempt(2)), false);
          assert.equal(await count("shipment"), 2);
          await assert.rejects(
            execute(FIRST.attempt(2)),
            isCode("TP-3020"),
            "an attempt of the generation before",
          );
        });

        test("a replay with an edited payload writes once more", async () => {
          await execute(FIRST);
          assert.equal(await execute(FIRST.replayed().edited()), true);
          assert.equal(await execute(FIRST.replayed().edited().attempt(2)), false);
        });

        test("another payload in the same generation is no other effect", async () => {
          await execute(FIRST);
          assert.equal(await execute(FIRST.edited().attempt(2)), false);
        });

        test("a dedup key takes effect once per window", async () => {
          await execute(FIRST);
          assert.equal(await execute(FIRST.submittedAgain(WINDOW - 1)), false);
          assert.equal(await execute(FIRST.submittedAgain(WINDOW)), true);
          assert.equal(await count("shipment"), 2);
        });

        test("a connection that commits by itself is refused", async () => {
          await assert.rejects(library.outsideTransaction(postgres.pool, FIRST.job), isCode("TP-3021"));
          assert.equal(await count("towpath_inbox"), 0);
        });

        test("a missing table is named with what makes it, and the attempt may be made again", async () => {
          await postgres.pool.query("DROP TABLE towpath_inbox");
          await assert.rejects(execute(FIRST), isCode("TP-3022"));
          const run = await runJob({ job: () => execute(FIRST).then(() => {}) }, "job", null);
          assert.equal(run.outcome, "retry");
          assert.match(run.reason!, /no table towpath_inbox where .* Trying again is safe\.$/);
          assert.equal(await count("shipment"), 0);
        });

        test("rows go when they are old and their window is over", async () => {
          await execute(FIRST);
          const windowEnds = FIRST.acceptedAt + WINDOW;
          const bothOver = Math.max(Date.now(), windowEnds) + 60_000;
          const forget = (millis: number) => library.forget(postgres.pool, new Date(millis));
          assert.equal(await forget(FIRST.acceptedAt), 0);
          assert.equal(await forget(windowEnds), 0);
          assert.equal(await forget(bothOver), 1);
          assert.equal(await count("towpath_inbox"), 0);
        });

        test("a zombie that comes while its heir writes is refused", async () => {
          const zombie = await transaction(async (handling) => {
            await once(handling, FIRST.attempt(2));
            return beginsToWait(FIRST);
          });
          assert.equal(((await zombie.outcome) as { code: string }).code, "TP-3020");
          assert.equal(await count("shipment"), 1);
        });

        test("the heir waits for a zombie that writes, and does not repeat it", async () => {
          const heir = await transaction(async (handling) => {
            await once(handling, FIRST);
            return beginsToWait(FIRST.attempt(2));
          });
          assert.equal(await heir.outcome, false);
          assert.equal(await count("shipment"), 1);
        });

        test("the heir writes what a zombie rolls back", async () => {
          let heir: { outcome: Promise<unknown> } | undefined;
          const zombie = transaction(async (handling) => {
            await once(handling, FIRST);
            heir = await beginsToWait(FIRST.attempt(2));
            throw new Error("rolled back");
          });
          await assert.rejects(zombie, /rolled back/);
          assert.equal(await heir!.outcome, true);
          assert.equal(await count("shipment"), 1);
        });

        test("of two forced replays' attempts at once one writes", async () => {
          await execute(FIRST);
          const forced = FIRST.replayed().byForce();
          const heir = await transaction(async (handling) => {
            await once(handling, forced);
            return beginsToWait(forced.attempt(2));
          });
          assert.equal(await heir.outcome, false);
          assert.equal(await count("shipment"), 2);
        });

        test("many attempts at once, of which some fail, leave one effect", async () => {
          const seed = Number(process.env.TOWPATH_SEED ?? Date.now() % 1_000_000);
          console.log(`TOWPATH_SEED=${seed}`);
          const random = randomFrom(seed);
          for (let round = 0; round < 10; round++) {
            await postgres.pool.query("TRUNCATE towpath_inbox, shipment");
            const attempts = Array.from({ length: 6 }, (_, index) => {
              const attempt = FIRST.byOwner(BigInt(Math.floor(random() * 3))).attempt(index + 1);
              const fails = index > 0 && random() < 0.5;
              return settled(
                transaction(async (handling) => {
                  const shipped = await once(handling, attempt);
                  if (fails) {
                    throw new Error("rolled back");
                  }
                  return shipped;
                }),
              );
            });
            const results = await Promise.all(attempts);
            for (const result of results) {
              const isExpected = typeof result === "boolean" || /TP-3020|rolled back/.test(String(result));
              assert.ok(isExpected, String(result));
            }
            assert.equal(results.filter((result) => result === true).length, 1);
            assert.equal(await count("shipment"), 1);
          }
        });

        test("at a stricter isolation the database refuses who cannot see the other's row", async () => {
          for (const isolation of ["REPEATABLE READ", "SERIALIZABLE"]) {
            await postgres.pool.query("TRUNCATE towpath_inbox, shipment");
            const late = transaction(async (handling) => {
              await handling.execute(`SET TRANSACTION ISOLATION LEVEL ${isolation}`);
              await handling.execute("SELECT count(*) FROM shipment");
              await execute(FIRST);
              return once(handling, FIRST.attempt(2));
            });
            await assert.rejects(late);
            assert.equal(await execute(FIRST.attempt(2)), false);
            assert.equal(await count("shipment"), 1);
          }
        });
      });
    }
  });
}

/** What a promise gives or is rejected with, so that nobody need wait for it at once. */
function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (thrown) => thrown,
  );
}

/** Mulberry32: numbers from 0 to 1 that a seed gives again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
