import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobHappening } from "../../bin/dev/engine/happening.js";
import { event } from "../serve/site.js";
import { client, clock, emulate, news, site } from "./bench.js";

test("jobs of a group run one at a time and in order, others beside them", async () => {
  await emulate({ publish: { order: "group" } });
  const first = event();
  const seen: unknown[] = [];
  site.serves({
    publish: async (data, ctx) => {
      seen.push(data);
      await (data === 1 ? first.happened : undefined);
      seen.push(`${ctx.group} ${String(data)} ends`);
    },
  });
  await client.enqueue("publish", 1, { group: "a" });
  await news.of("started");
  await client.enqueueMany([2, 3].map((data) => ({ type: "publish", data, group: "a" })));
  await client.enqueue("publish", 4, { group: "b" });
  await news.of("done");
  assert.deepEqual(seen, [1, 4, "b 4 ends"]);
  first.happens();
  await news.of("done", 4);
  assert.deepEqual(seen.slice(3), ["a 1 ends", 2, "a 2 ends", 3, "a 3 ends"]);
});

for (const [order, expected] of [
  ["group", ["1", "2", "1"]],
  ["strict", ["1", "1", "2"]],
] as const) {
  const does = order === "strict" ? "holds its group" : "steps aside";
  test(`one that failed ${does} where order is ${order}`, async () => {
    await emulate({ publish: { order } });
    const seen: unknown[] = [];
    site.serves({
      publish: async (data, ctx) => {
        seen.push(data);
        if (data === "1" && ctx.attempt === 1) {
          throw new Error("no ink");
        }
      },
    });
    await client.enqueueMany(["1", "2"].map((data) => ({ type: "publish", data, group: "a" })));
    await news.of("failed");
    if (order === "group") {
      await news.of("done");
    }
    clock.turn(1000);
    await news.of("done", 2);
    assert.deepEqual(seen, expected);
  });
}

test("a job with a delay begins no earlier", async () => {
  await emulate({ publish: {} });
  site.serves({ publish: async () => {} });
  const { id } = await client.enqueue("publish", {}, { delay: "30d" });
  clock.turn(30 * 86_400_000 - 1);
  assert.equal(news.count("started"), 0);
  assert.equal((await client.status(id)).state, "accepted");
  clock.turn(1);
  await news.of("done");
});

test("a job that did not begin in time expires, and nothing runs", async () => {
  await emulate({ publish: { maxInFlight: 1 } });
  await site.down();
  await client.enqueue("publish", 1);
  await news.of("held");
  const first = event();
  site.serves({ publish: () => first.happened });
  await site.up();
  clock.turn(1000);
  await news.of("started", 2);
  const { id } = await client.enqueue("publish", 2, { expires: "10s" });
  clock.turn(10_000);
  first.happens();
  await news.of("expired");
  const status = await client.status(id);
  assert.deepEqual([status.state, status.code, status.attempts], ["expired", "TP-3007", 0]);
});

test("what has begun does not expire between two attempts", async () => {
  await emulate({ publish: { backoff: 20_000 } });
  site.serves({ publish: async (_, ctx) => (ctx.attempt === 1 ? ctx.retry() : undefined) });
  await client.enqueue("publish", {}, { expires: "10s" });
  await news.of("failed");
  clock.turn(20_000);
  await news.of("done");
});

test("the same dedup key takes effect once within its window, and again after it", async () => {
  await emulate({ publish: { dedupWindow: 60_000 } });
  let runs = 0;
  site.serves({ publish: async () => void runs++ });
  const first = await client.enqueue("publish", { a: 1 }, { dedupKey: "k" });
  await news.of("done");
  const again = await client.enqueue("publish", { a: 1 }, { dedupKey: "k" });
  assert.deepEqual([again.id, again.duplicate], [first.id, true]);
  await assert.rejects(client.enqueue("publish", { a: 2 }, { dedupKey: "k" }), { code: "TP-1010" });
  clock.turn(60_000);
  const later = await client.enqueue("publish", { a: 2 }, { dedupKey: "k" });
  assert.deepEqual([later.id, later.duplicate], [first.id, false]);
  await news.of("done", 2);
  assert.equal((await client.status(first.id)).generation, 1);
  assert.equal(runs, 2);
});

test("after a job ended dead its key runs again", async () => {
  await emulate({ publish: { attempts: 1 } });
  let runs = 0;
  site.serves({ publish: async (_, ctx) => (++runs === 1 ? ctx.dead("no") : undefined) });
  await client.enqueue("publish", {}, { dedupKey: "k" });
  await news.of("dead");
  assert.equal((await client.enqueue("publish", {}, { dedupKey: "k" })).duplicate, false);
  await news.of("done");
});

test("a job that waits for its next attempt is called off at once", async () => {
  await emulate({ publish: {} });
  site.serves({ publish: () => Promise.reject(new Error("no ink")) });
  const { id } = await client.enqueue("publish", {});
  await news.of("failed");
  assert.equal((await client.cancel(id)).state, "cancelling");
  const status = await client.status(id);
  assert.deepEqual([status.state, status.code], ["cancelled", "TP-3009"]);
  clock.turn(3_600_000);
  assert.equal(news.count("started"), 1);
  assert.equal((await client.cancel(id)).state, "cancelled");
});

test("a job that runs is interrupted when it is called off", async () => {
  await emulate({ publish: {} });
  const hungUp = event();
  const began = event();
  site.serves({
    publish: async (_, ctx) => {
      ctx.signal.addEventListener("abort", () => hungUp.happens());
      await ctx.progress(0.5, "half of it");
      began.happens();
      await hungUp.happened;
    },
  });
  const { id } = await client.enqueue("publish", {});
  await began.happened;
  await client.cancel(id);
  await hungUp.happened;
  await news.of("cancelled");
  assert.equal((await client.status(id)).state, "cancelled");
});

test("a job with a delay that is called off ends when it is due, and its key runs at once", async () => {
  await emulate({ publish: {} });
  site.serves({ publish: async () => {} });
  const first = await client.enqueue("publish", {}, { delay: "1h", dedupKey: "k" });
  const other = await client.enqueue("publish", {}, { delay: "1h" });
  await client.cancel(first.id);
  await client.cancel(other.id);
  assert.equal((await client.status(other.id)).state, "accepted");
  const second = await client.enqueue("publish", {}, { dedupKey: "k" });
  assert.deepEqual([second.id, second.duplicate], [first.id, false]);
  await news.of("done");
  clock.turn(3_600_000);
  const [one, two] = [await news.of("cancelled"), await news.of("cancelled", 2)] as JobHappening[];
  assert.deepEqual([one!.job.id, two!.job.id], [first.id, other.id]);
  assert.equal(news.count("started"), 1);
});
