import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { TowpathManyError, type Job } from "../src/index.js";
import { client, gateway } from "./besideAGateway.js";
import { json, problem } from "./playedGateway.js";

function* rows(count: number): Generator<Job> {
  for (let i = 0; i < count; i++) {
    yield { type: "t", data: i, dedupKey: `key-${i}` };
  }
}

test("all jobs of an iterable are stored, in their order", async () => {
  const summary = await client().enqueueMany(rows(3000), { queue: "slow", tags: ["import"] });
  assert.deepEqual(summary, { accepted: 3000, duplicates: 0 });
  assert.equal(gateway.requests.length, 1);
  const { jobs } = gateway.requests[0]!;
  assert.deepEqual(
    jobs.map((one) => one.data),
    Array.from({ length: 3000 }, (_, i) => i),
  );
  assert.deepEqual(jobs[7], { type: "t", dedupKey: "key-7", queue: "slow", tags: ["import"], data: 7 });
});

test("a job's own options go before those of all, but for one that is undefined", async () => {
  const jobs: Job[] = [
    { type: "t", data: 1, queue: "own" },
    { type: "t", data: 2, queue: undefined },
  ];
  await client().enqueueMany(jobs, { queue: "all" });
  assert.deepEqual(
    gateway.requests[0]!.jobs.map((one) => one["queue"]),
    ["own", "all"],
  );
});

test("an async iterable is sent as it comes, while results come back", async () => {
  let answered: () => void = () => {};
  const first = new Promise<void>((resolve) => (answered = resolve));
  async function* source(): AsyncGenerator<Job> {
    yield { type: "t", data: 0 };
    // Only a client that reads while it sends ever comes past this.
    await first;
    yield { type: "t", data: 1 };
  }
  const seen: number[] = [];
  for await (const result of client().enqueueMany(source())) {
    assert.equal(result.error, undefined);
    seen.push(result.index);
    answered();
  }
  assert.deepEqual(seen, [0, 1]);
  assert.equal(gateway.requests.length, 1);
});

test("going over it gives each job's own result", async () => {
  gateway.line = (job) => (job.data === 1 ? { error: problem("TP-1004", false, "wrong") } : undefined);
  const jobs = [...rows(2), { type: "t", data: 7n }, { type: "t", data: 3, dedupKey: "key-3" }];
  const results = new Map();
  for await (const result of client().enqueueMany(jobs)) {
    results.set(result.index, result);
  }
  assert.equal(results.size, 4);
  assert.equal(results.get(0).id, gateway.stored.get("t|undefined|key-0")!.id);
  assert.equal(results.get(1).error.problem.code, "TP-1004");
  assert.equal(results.get(2).error.code, "TP-1001");
  assert.equal(results.get(3).id, gateway.stored.get("t|undefined|key-3")!.id);
});

test("awaiting it throws when some are not stored, and says which", async () => {
  gateway.line = (job) =>
    Number(job.data) % 3 === 1 ? { error: problem("TP-1004", false, "wrong") } : undefined;
  await assert.rejects(
    async () => client().enqueueMany(rows(300)),
    (e: unknown) => {
      assert.ok(e instanceof TowpathManyError);
      assert.equal(e.accepted, 200);
      assert.equal(e.refused, 100);
      assert.deepEqual(
        e.errors.map((one) => one.index),
        Array.from({ length: 100 }, (_, i) => 3 * i + 1),
      );
      assert.equal(e.code, "TP-1004");
      assert.equal(e.retryable, false);
      assert.equal(
        e.message,
        "100 of 300 jobs are not stored, the others are; the first is number 1: job 't' is not stored: TP-1004, wrong.",
      );
      return true;
    },
  );
});

test("a source is drawn no further than a thousand jobs before results are taken", async () => {
  let drawn = 0;
  function* source(): Generator<Job> {
    for (const row of rows(20_000)) {
      drawn++;
      yield row;
    }
  }
  let seen = 0;
  let most = 0;
  for await (const _ of client().enqueueMany(source())) {
    seen++;
    most = Math.max(most, drawn - seen);
    if (seen % 1000 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  assert.equal(seen, 20_000);
  assert.ok(most <= 1001, `drawn ahead: ${most}`);
});

test("a source of large jobs is drawn no further than some megabytes", async () => {
  let drawn = 0;
  const text = "x".repeat(200_000);
  function* source(): Generator<Job> {
    for (; drawn < 100; drawn++) {
      yield { type: "t", data: text };
    }
  }
  let seen = 0;
  let most = 0;
  for await (const _ of client().enqueueMany(source())) {
    seen++;
    most = Math.max(most, drawn - seen);
  }
  assert.equal(seen, 100);
  assert.ok(most <= 23, `drawn ahead: ${most}`);
});

test("streams that break again and again lose nothing and store nothing twice", async () => {
  gateway.line = (_, line, request) =>
    line > 150 && gateway.requests.indexOf(request) < 20 ? "cut" : undefined;
  const summary = await client().enqueueMany(rows(5000));
  assert.equal(summary.accepted, 5000);
  assert.equal(gateway.stored.size, 5000);
  assert.equal(gateway.requests.length, 21);
});

test("a gateway that is gone for good ends it, with what was not sent named", async () => {
  gateway.before = (_, response) => {
    json(response, 503, problem("TP-2002", true, "no broker"));
    return true;
  };
  let closed = false;
  function* source(): Generator<Job> {
    try {
      yield* rows(50_000);
    } finally {
      closed = true;
    }
  }
  let failed = 0;
  const going = async () => {
    for await (const result of client().enqueueMany(source())) {
      assert.match(result.error!.message, /TP-2002, no broker\. Tried 4 times\. Trying again later is safe/);
      failed++;
    }
  };
  await assert.rejects(going, {
    code: "TP-2002",
    retryable: true,
    message:
      "the gateway takes no more jobs: TP-2002, no broker. Those without a result were not sent; trying again later is safe",
  });
  assert.equal(gateway.requests.length, 4);
  assert.equal(failed, 1000);
  assert.ok(closed);
});

test("a Kafka that is gone for good ends it too, although the gateway answers", async () => {
  gateway.line = () => ({ error: problem("TP-2002", true, "no broker") });
  let failed = 0;
  const going = async () => {
    for await (const result of client().enqueueMany(rows(50_000))) {
      assert.equal(result.error?.code, "TP-2002");
      failed++;
    }
  };
  await assert.rejects(going, { code: "TP-2002" });
  assert.ok(failed <= 3000, `${failed} jobs were tried four times each`);
});

test("a key that is revoked in the middle ends it", async () => {
  gateway.line = (job) =>
    job.data === 500 ? { stop: problem("TP-1008", false, "the key is revoked") } : undefined;
  let stored = 0;
  const going = async () => {
    for await (const result of client().enqueueMany(rows(50_000))) {
      stored += result.error === undefined ? 1 : 0;
    }
  };
  await assert.rejects(going, { code: "TP-1008", retryable: false });
  assert.equal(stored, 500);
  assert.equal(gateway.requests.length, 1);
});

test("what the source throws is thrown on, behind the results of what it gave", async () => {
  function* source(): Generator<Job> {
    yield* rows(3);
    throw new RangeError("the cursor broke");
  }
  let stored = 0;
  const going = async () => {
    for await (const result of client().enqueueMany(source())) {
      stored += result.error === undefined ? 1 : 0;
    }
  };
  await assert.rejects(going, RangeError);
  assert.equal(stored, 3);
});

test("who stops going over it stops the source", async () => {
  let closed = false;
  async function* source(): AsyncGenerator<Job> {
    try {
      yield* rows(50_000);
    } finally {
      closed = true;
    }
  }
  for await (const result of client().enqueueMany(source())) {
    if (result.index === 10) {
      break;
    }
  }
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(closed);
});

test("nothing is sent for no jobs, and jobs are sent once", async () => {
  assert.deepEqual(await client().enqueueMany([]), { accepted: 0, duplicates: 0 });
  assert.equal(gateway.requests.length, 0);
  const sent = client().enqueueMany(rows(2));
  assert.deepEqual(await sent, await sent);
  assert.throws(() => sent[Symbol.asyncIterator](), /sent already/);
  assert.equal(gateway.stored.size, 2);
});

test("what was sent is not kept", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const text = "x".repeat(1000);
  let kept = 0;
  function* source(): Generator<Job> {
    for (let i = 0; i < 30_000; i++) {
      yield { type: "t", data: text };
    }
    collect();
    kept = process.memoryUsage().arrayBuffers;
  }
  gateway.line = (_, line) => ({ id: `id-${line}`, duplicate: false });
  await client().enqueueMany(source());
  assert.ok(kept < 15_000_000, `${kept} bytes of 30,000,000 are kept`);
});

test("a source may take its time: a stream without lines under way is not late", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let taken: () => void = () => {};
  const first = new Promise<void>((resolve) => (taken = resolve));
  async function* source(): AsyncGenerator<Job> {
    yield { type: "t", data: 0 };
    await first;
    for (let i = 0; i < 5; i++) {
      t.mock.timers.tick(10_000);
    }
    yield { type: "t", data: 1 };
  }
  for await (const result of client().enqueueMany(source())) {
    assert.equal(result.error, undefined);
    taken();
  }
  assert.equal(gateway.requests.length, 1);
});

test("a stream does not follow a redirect, which would carry jobs elsewhere", async () => {
  gateway.before = (request, response) => {
    response.writeHead(307, { location: `${gateway.url}/elsewhere` }).end();
    return request.path !== "/elsewhere";
  };
  await assert.rejects(async () => client().enqueueMany(rows(2)), { code: /^TP-800[34]$/ });
  assert.ok(gateway.requests.every((one) => one.path === "/v1/jobs"));
});
