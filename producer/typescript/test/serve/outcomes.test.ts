import assert from "node:assert/strict";
import { test } from "node:test";
import { JobDead, RetryAfter, serve, type Handler, type JobContext } from "../../src/next.js";
import { readAnswer, runJob, signedRequest, TEST_SECRET, type RunOptions } from "../../src/testing.js";

const run = (handler: Handler<unknown>, options?: RunOptions) =>
  runJob({ job: handler }, "job", { id: 42 }, options);

/** A clock that stands until it is turned. */
function standingClock() {
  const due: { at: number; run: () => void }[] = [];
  let now = 1_795_309_200_000;
  return {
    now: () => now,
    after(millis: number, run: () => void) {
      const timer = { at: now + millis, run };
      due.push(timer);
      return () => void due.splice(due.indexOf(timer) >>> 0, 1);
    },
    turn(millis: number) {
      now += millis;
      due.filter((timer) => timer.at <= now).forEach((timer) => timer.run());
    },
  };
}

test("a handler that returns nothing is done", async () => {
  assert.equal((await run(() => {})).outcome, "done");
});

test("what a handler emits goes out with done, as it was when it was emitted", async () => {
  const result = await run((_, ctx) => {
    const data = { id: 42 };
    ctx.emit("search.index", data, { group: "article-42", dedupKey: "v7" });
    data.id = 43;
    ctx.emit("page.revalidate", null);
  });
  assert.deepEqual(result.emitted, [
    { type: "search.index", data: { id: 42 }, group: "article-42", dedupKey: "v7" },
    { type: "page.revalidate", data: null },
  ]);
});

test("nothing is emitted when the job is not done", async () => {
  const result = await run((_, ctx) => {
    ctx.emit("search.index", 1);
    throw new Error("out of ink");
  });
  assert.deepEqual(result.emitted, []);
});

test("what is emitted and no JSON, or longer than a line, is refused where it is emitted", async () => {
  const noJson = await run((_, ctx) => ctx.emit("search.index", () => {}));
  assert.match(noJson.reason!, /^TypeError: ctx.emit\("search.index"\): data is a function/);
  const long = await run((_, ctx) => ctx.emit("search.index", "x".repeat(1024 * 1024)));
  assert.match(long.reason!, /^RangeError: .*what one attempt emits has at most 1047552 bytes/);
});

for (const [says, handler, expected] of [
  ["retry", (ctx) => ctx.retry({ after: "30s", reason: "busy" }), ["retry", "busy", 30_000]],
  ["retry by the type's policy", (ctx) => ctx.retry(), ["retry", undefined, undefined]],
  ["snooze", (ctx) => ctx.snooze("2h"), ["snooze", undefined, 7_200_000]],
  ["dead", (ctx) => ctx.dead("no title"), ["dead", "no title", undefined]],
  ["continue", (ctx) => ctx.continue(), ["continue", undefined, undefined]],
] satisfies [string, (ctx: JobContext) => ReturnType<JobContext["retry"]>, unknown[]][]) {
  test(`a handler that returns ${says} has its word, and one that throws it too`, async () => {
    for (const result of [
      await run((_, ctx) => handler(ctx)),
      await run((_, ctx) => {
        throw handler(ctx);
      }),
    ]) {
      assert.deepEqual([result.outcome, result.reason, result.afterMillis], expected);
    }
  });
}

test("JobDead and RetryAfter speak from deep in the code", async () => {
  const deadly = await run(() => {
    throw new JobDead("the article is gone");
  });
  assert.deepEqual([deadly.outcome, deadly.reason], ["dead", "the article is gone"]);
  const later = await run(() => {
    throw new RetryAfter("5m", "the mail host is out");
  });
  assert.deepEqual(
    [later.outcome, later.reason, later.afterMillis],
    ["retry", "the mail host is out", 300_000],
  );
});

test("a wait that is no span is a mistake of the handler, and fails the attempt", async () => {
  const result = await run((_, ctx) => ctx.snooze("2 weeks"));
  assert.equal(
    result.reason,
    "RangeError: ctx.snooze: expected from 0 to a day, as milliseconds or as text such as " +
      '"30s" or "2h"; got "2 weeks"',
  );
});

test("what is thrown fails the attempt, with name, reason and trace", async () => {
  const route = serve(
    {
      job: () => {
        throw new TypeError("no such column", { cause: new Error("the socket closed") });
      },
    },
    { secret: TEST_SECRET },
  );
  const request = await signedRequest("job", null, { secret: TEST_SECRET });
  const response = await route(request);
  assert.equal(response.status, 500);
  const [line] = await readAnswer(response, request);
  assert.equal(line!.outcome, "retry");
  assert.equal(line!.reason, "TypeError: no such column");
  assert.equal(line!.error, "TypeError");
  assert.match(
    String(line!.trace),
    /^TypeError: no such column\n[^]*\nCaused by: Error: the socket closed\n/,
  );
});

test("reason and trace are cut between characters, by their bytes", async () => {
  const thrown = new Error("ß🚣".repeat(1000));
  thrown.stack = "🚣".repeat(2000);
  const request = await signedRequest("job", null, { secret: TEST_SECRET });
  const route = serve({ job: () => Promise.reject(thrown) }, { secret: TEST_SECRET });
  const [line] = await readAnswer(await route(request), request);
  const bytes = (text: unknown) => Buffer.byteLength(String(text));
  assert.equal(bytes(line!.trace), 4096);
  assert.ok(bytes(line!.reason) <= 512 && bytes(line!.reason) > 508);
  assert.doesNotMatch(String(line!.reason), /\ufffd/);
});

test("what is thrown and no Error fails the attempt too", async () => {
  const result = await run(() => {
    throw "lunch";
  });
  assert.deepEqual(
    [result.outcome, result.reason, result.error],
    ["retry", "the handler threw lunch", "string"],
  );
});

test("a Response that says it failed is no job that is done", async () => {
  const result = await run((() => Response.json({}, { status: 502 })) as never);
  assert.equal(result.outcome, "retry");
  assert.match(result.reason!, /returned a Response with status 502/);
});

test("a type without a handler is held, and the reason names those that there are", async () => {
  const result = await runJob({ "b.two": () => {}, "a.one": () => {} }, "toString", null);
  assert.equal(result.outcome, "hold");
  assert.equal(result.reason, "this route has no handler for toString; it has a.one, b.two");
});

test("a schema gives the handler what it made of the data", async () => {
  const schema = schemaOf<string>((value) => ({ value: String((value as { id: number }).id) }));
  let got: unknown;
  const route = serve(
    { job: (data) => void (got = data) },
    { schemas: { job: schema }, secret: TEST_SECRET },
  );
  await route(await signedRequest("job", { id: 42 }, { secret: TEST_SECRET }));
  assert.equal(got, "42");
});

test("data that a schema refuses is dead, with all that is wrong", async () => {
  const schema = schemaOf(async () => ({
    issues: [{ message: "expected a string", path: ["tags", { key: 0 }] }, { message: "too few" }],
  }));
  const result = await runJob({ job: () => assert.fail("it ran") }, "job", {}, { schemas: { job: schema } });
  assert.equal(result.outcome, "dead");
  assert.equal(
    result.reason,
    "the data is not what the schema of job says: /tags/0: expected a string; /: too few",
  );
});

function schemaOf<T>(validate: (value: unknown) => never | unknown) {
  return {
    "~standard": {
      version: 1 as const,
      vendor: "test",
      validate: validate as never,
      types: undefined as { input: T; output: T } | undefined,
    },
  };
}

test("a wrap goes around the handler and cannot lose what it said", async () => {
  const said: string[] = [];
  const wrap = async (run: () => Promise<void>, ctx: JobContext) => {
    said.push(`before ${ctx.type}`);
    await run().catch((error: Error) => said.push(error.message));
    said.push("after");
  };
  assert.equal((await run((_, ctx) => ctx.dead("no"), { wrap })).outcome, "dead");
  const swallowed = await run(() => Promise.reject(new Error("lost?")), { wrap });
  assert.equal(swallowed.reason, "Error: lost?");
  assert.deepEqual(said, ["before job", "after", "before job", "lost?", "after"]);
});

test("a wrap that does not run the handler, or twice, fails the attempt", async () => {
  assert.match((await run(() => {}, { wrap: async () => {} })).reason!, /wrap did not call run/);
  const twice = await run(() => {}, { wrap: async (run) => (await run(), run()) });
  assert.match(twice.reason!, /wrap called run twice/);
});

test("a context says all of the job", async () => {
  const clock = standingClock();
  const fields = {
    attempt: 3,
    generation: 1,
    fence: "4711.1.3",
    group: "g",
    dedupKey: "k",
    batch: "b",
    tags: ["t"],
    deployment: "dpl_1",
    traceparent: "00-0",
    client: "site",
    acceptedAt: 1,
    timeoutMillis: 5000,
    windowMillis: 7,
    checksum: "-9",
    forced: true,
    cursor: "row 500",
  };
  await run(
    (_, ctx) => {
      const { acceptedAt, deadline, ...rest } = ctx;
      for (const [name, value] of Object.entries(fields).filter(([name]) => name in rest)) {
        assert.deepEqual((rest as Record<string, unknown>)[name], value, name);
      }
      assert.equal(acceptedAt.getTime(), 1);
      assert.equal(deadline.getTime(), clock.now() + 5000);
      assert.equal(ctx.timeLeft(), 5000);
      clock.turn(4000);
      assert.equal(ctx.timeLeft(), 1000);
      assert.equal(ctx.signal.aborted, false);
      clock.turn(1000);
      assert.equal(ctx.signal.aborted, true);
      assert.match(String(ctx.signal.reason), /the 5000 ms that this attempt had are over/);
      assert.equal(ctx.timeLeft(), 0);
    },
    { ...fields, clock },
  ).then((result) => assert.equal(result.outcome, "done", result.reason));
});

test("long work goes on from its checkpoint, and stops while there is time to say so", async () => {
  const clock = standingClock();
  const done: number[] = [];
  const handler: Handler<unknown> = async (_, ctx) => {
    for (let row = Number(ctx.cursor) + 1; row <= 5; row++) {
      done.push(row);
      clock.turn(30_000);
      await ctx.checkpoint(String(row));
      if (row < 5 && ctx.timeLeft() < 5000) return ctx.continue();
    }
    return undefined;
  };
  const first = await run(handler, { clock });
  assert.deepEqual([first.outcome, first.checkpoints], ["continue", ["1", "2"]]);
  const second = await run(handler, { clock, cursor: "2" });
  assert.deepEqual([second.outcome, second.checkpoints], ["continue", ["3", "4"]]);
  const third = await run(handler, { clock, cursor: "4" });
  assert.equal(third.outcome, "done");
  assert.deepEqual(done, [1, 2, 3, 4, 5]);
});

test("a checkpoint has at most 4 KiB, by bytes", async () => {
  assert.equal((await run((_, ctx) => ctx.checkpoint("ß".repeat(2048)))).outcome, "done");
  const result = await run((_, ctx) => ctx.checkpoint("ß".repeat(2048) + "x"));
  assert.match(
    result.reason!,
    /^RangeError: .*a checkpoint has at most 4096 bytes, this one 4097; the one before it/,
  );
});

test("progress is a part of one", async () => {
  const result = await run((_, ctx) => ctx.progress(50));
  assert.equal(result.reason, "RangeError: ctx.progress: expected a part from 0 to 1, got 50");
});

test("what comes after the handler's end is refused, not lost in silence", async () => {
  let late: JobContext;
  await run((_, ctx) => void (late = ctx));
  await assert.rejects(late!.checkpoint("x"), /after the handler had ended counts for nothing/);
  assert.throws(() => late.emit("job", 1), /after the handler had ended counts for nothing/);
  late!.progress(1);
});
