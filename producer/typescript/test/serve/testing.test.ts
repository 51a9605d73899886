import assert from "node:assert/strict";
import { test } from "node:test";
import { serve, type JobContext } from "../../src/next.js";
import { readAnswer, recordingClient, runJob, signedRequest, TEST_SECRET } from "../../src/testing.js";

test("runJob says all that came of an attempt", async () => {
  const handlers = {
    "article.publish": async (data: { id: number }, ctx: JobContext) => {
      ctx.progress(0.5, `article ${data.id} in ${ctx.group}`);
      await ctx.checkpoint(`attempt ${ctx.attempt} after ${ctx.cursor}`);
      ctx.emit("search.index", { id: data.id });
    },
  };
  const options = { attempt: 2, cursor: "row 500", group: "article-42" };
  assert.deepEqual(await runJob(handlers, "article.publish", { id: 42 }, options), {
    outcome: "done",
    reason: undefined,
    afterMillis: undefined,
    error: undefined,
    emitted: [{ type: "search.index", data: { id: 42 } }],
    checkpoints: ["attempt 2 after row 500"],
    progress: [{ part: 0.5, note: "article 42 in article-42" }],
  });
});

test("a worker that hangs up can be played in runJob", async () => {
  const worker = new AbortController();
  const handler = async (_: unknown, ctx: JobContext) => {
    worker.abort();
    ctx.signal.throwIfAborted();
  };
  const run = await runJob({ job: handler }, "job", null, { hungUp: worker.signal });
  assert.match(run.reason!, /the worker hung up/);
});

test("readAnswer takes no line that was signed for another attempt", async () => {
  const route = serve({ job: () => {} }, { secret: TEST_SECRET });
  const first = await signedRequest("job", null, { secret: TEST_SECRET });
  const second = await signedRequest("job", null, { secret: TEST_SECRET, attempt: 2 });
  await assert.rejects(
    readAnswer(await route(first), second),
    /a line is not signed for this attempt \(status 200\)/,
  );
});

test("readAnswer tells of an answer without an outcome what it was", async () => {
  const request = await signedRequest("job", null);
  await assert.rejects(
    readAnswer(new Response("", { status: 404 }), request),
    /expected one outcome.*status 404/,
  );
});

test("a recording client keeps what is enqueued, and knows a dedup key again", async () => {
  const client = recordingClient();
  const first = await client.enqueue("article.publish", { id: 42 }, { dedupKey: "v7", group: "g" });
  const again = await client.enqueue("article.publish", { id: 42 }, { dedupKey: "v7", group: "g" });
  assert.deepEqual(again, { id: first.id, duplicate: true });
  await client.enqueueMany([
    { type: "a", batch: "import" },
    { type: "b", data: 1, batch: "import" },
  ]);
  assert.deepEqual(
    client.jobs.map(({ type, data }) => [type, data]),
    [
      ["article.publish", { id: 42 }],
      ["a", null],
      ["b", 1],
    ],
  );
  assert.deepEqual(
    client.jobs.map(({ options }) => options),
    [{ dedupKey: "v7", group: "g" }, { batch: "import" }, { batch: "import" }],
  );
  await client.cancel(first.id);
  assert.deepEqual(await client.status(first.id), { id: first.id, state: "cancelled" });
});

test("a recording client is a client: batches, streams, waiting, tokens, and what it refuses", async () => {
  const client = recordingClient();
  const { id } = await client.batch("import").enqueue("a", 1, { delay: 10 });
  assert.deepEqual(client.jobs[0]!.options, { batch: "import", delay: "10ms" });
  const many = Array.from({ length: 5_000 }, (_, i) => ({ type: "b", data: i }));
  assert.equal((await client.enqueueMany(many)).accepted, 5_000);
  assert.equal(client.jobs.length, 5_001);
  client.settle(id, "done");
  assert.equal((await client.wait(id)).state, "done");
  assert.match(await client.readToken(id), /^tpr\./);
  await assert.rejects(client.enqueue("a", 1, { delay: -1 }), { code: "TP-1004" });
});
