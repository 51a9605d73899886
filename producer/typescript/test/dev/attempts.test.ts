import assert from "node:assert/strict";
import { test } from "node:test";
import { client, clock, emulate, news, site } from "./bench.js";

test("a job is done by the site's route, and its client is told", async () => {
  await emulate({ publish: {} });
  const seen: unknown[] = [];
  site.serves({ publish: async (data, ctx) => void seen.push([data, ctx.attempt, ctx.group, ctx.tags]) });
  const { id } = await client.enqueue("publish", { number: 1 }, { group: "g", tags: ["x"] });
  await news.of("done");
  assert.deepEqual(seen, [[{ number: 1 }, 1, "g", ["x"]]]);
  const status = await client.status(id);
  assert.equal(status.state, "done");
  assert.equal(status.attempts, 1);
  assert.equal(status.settledAtMillis, clock.now());
});

test("how far a job is, is told while it runs", async () => {
  await emulate({ convert: {} });
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  site.serves({
    convert: async (_, ctx) => {
      ctx.progress(0.5, "half of it");
      await released;
    },
  });
  const { id } = await client.enqueue("convert", {});
  await news.of("started");
  let status = await client.status(id);
  while (status.progress === undefined) {
    status = await client.status(id);
  }
  assert.deepEqual(status.progress, { part: 0.5, attempt: 1, note: "half of it" });
  release();
  await news.of("done");
  assert.equal((await client.status(id)).progress, undefined);
});

test("what failed is made again after the pause of its type", async () => {
  await emulate({ publish: { backoff: 1000, backoffFactor: 4 } });
  site.serves({
    publish: async (_, ctx) => {
      if (ctx.attempt < 3) {
        throw new Error("no ink");
      }
    },
  });
  const { id } = await client.enqueue("publish", {});
  await news.of("failed");
  const waiting = await client.status(id);
  assert.equal(waiting.state, "waiting");
  assert.equal(waiting.code, "TP-3001");
  assert.equal(waiting.reason, "Error: no ink");
  assert.equal(waiting.dueAtMillis, clock.now() + 1000);
  clock.turn(1000);
  await news.of("failed", 2);
  clock.turn(3999);
  assert.equal(news.count("started"), 2);
  clock.turn(1);
  await news.of("done");
  assert.equal((await client.status(id)).attempts, 3);
});

test("a job that used up its attempts is a dead letter", async () => {
  await emulate({ publish: { attempts: 2 } });
  site.serves({ publish: () => Promise.reject(new Error("no ink")) });
  const { id } = await client.enqueue("publish", {});
  await news.of("failed");
  clock.turn(1000);
  await news.of("dead");
  const status = await client.status(id);
  assert.deepEqual([status.state, status.attempts, status.code], ["dead", 2, "TP-3001"]);
});

test("a handler that says dead, or fails by a final error, has no further attempt", async () => {
  await emulate({ publish: {}, index: { finalErrors: ["TypeError"] } });
  site.serves({
    publish: async (_, ctx) => ctx.dead("no such article"),
    index: () => Promise.reject(new TypeError("never")),
  });
  const first = await client.enqueue("publish", {});
  const second = await client.enqueue("index", {});
  await news.of("dead", 2);
  assert.equal((await client.status(first.id)).reason, "no such article");
  assert.equal((await client.status(first.id)).code, "TP-3002");
  assert.equal((await client.status(second.id)).attempts, 1);
});

test("an answer that breaks off in the middle counts as a crash, and so many are dead", async () => {
  await emulate({ publish: { maxCrashes: 2, attempts: 9 } });
  site.listener = (request, response) => {
    request.resume().once("end", () => {
      response.writeHead(200);
      response.write("\n");
      setImmediate(() => response.destroy());
    });
  };
  const { id } = await client.enqueue("publish", {});
  await news.of("failed");
  assert.equal((await client.status(id)).code, "TP-3010");
  clock.turn(1000);
  await news.of("dead");
  const status = await client.status(id);
  assert.deepEqual([status.code, status.attempts], ["TP-3010", 2]);
});

test("a handler that is not done in time has failed", async () => {
  await emulate({ publish: { timeout: 5000, attempts: 1 } });
  site.serves({ publish: () => new Promise(() => {}) });
  site.listener = withArrival(site.listener);
  const { id } = await client.enqueue("publish", {});
  await arrived;
  clock.turn(5000);
  await news.of("dead");
  assert.equal((await client.status(id)).code, "TP-3004");
});

test("long work goes on from its checkpoint, and burns no attempt", async () => {
  await emulate({ publish: {} });
  const seen: string[] = [];
  site.serves({
    publish: async (_, ctx) => {
      seen.push(ctx.cursor);
      await ctx.checkpoint(`row ${seen.length}`);
      return seen.length < 3 ? ctx.continue() : undefined;
    },
  });
  const { id } = await client.enqueue("publish", {});
  await news.of("done");
  assert.deepEqual(seen, ["", "row 1", "row 2"]);
  assert.equal((await client.status(id)).attempts, 1);
});

test("a snoozed job runs again then, and burns no attempt", async () => {
  await emulate({ publish: {} });
  let runs = 0;
  site.serves({ publish: async (_, ctx) => (++runs === 1 ? ctx.snooze("10m") : undefined) });
  const { id } = await client.enqueue("publish", {});
  await news.of("snoozed");
  clock.turn(599_999);
  assert.equal(runs, 1);
  clock.turn(1);
  await news.of("done");
  assert.equal((await client.status(id)).attempts, 1);
});

test("what a job emits is done too, once however often it is emitted", async () => {
  await emulate({ publish: {}, index: {} });
  let runs = 0;
  const indexed: unknown[] = [];
  site.serves({
    publish: async (_, ctx) => {
      ctx.emit("index", { id: 1 }, { group: "g" });
      ctx.emit("index", { id: 1 }, { group: "g", dedupKey: "own" });
      if (++runs === 1) {
        throw new Error("after it emitted");
      }
    },
    index: async (data, ctx) => void indexed.push([data, ctx.batch]),
  });
  await client.batch("b").enqueue("publish", {});
  await news.of("failed");
  assert.equal(news.count("accepted"), 1);
  clock.turn(1000);
  await news.of("done", 3);
  assert.deepEqual(indexed, [
    [{ id: 1 }, "b"],
    [{ id: 1 }, "b"],
  ]);
});

test("a job that emits one of no known type is dead, and nothing of it is sent", async () => {
  await emulate({ publish: {}, index: {} });
  site.serves({
    publish: async (_, ctx) => {
      ctx.emit("index", {});
      ctx.emit("indx", {});
    },
    index: async () => {},
  });
  const { id } = await client.enqueue("publish", {});
  await news.of("dead");
  assert.equal((await client.status(id)).code, "TP-1006");
  assert.equal(news.count("accepted"), 1);
});

test("another job tells of a dead one where its type says so", async () => {
  await emulate({ publish: { onDead: "alarm" }, alarm: {} });
  const alarms: unknown[] = [];
  site.serves({
    publish: async (_, ctx) => ctx.dead("no such article"),
    alarm: async (data) => void alarms.push(data),
  });
  const { id } = await client.enqueue("publish", { number: 7 }, { group: "g" });
  await news.of("done");
  const [alarm] = alarms as Record<string, unknown>[];
  assert.equal(alarm!["job"], id);
  assert.equal(alarm!["reason"], "no such article");
  assert.deepEqual(alarm!["data"], { number: 7 });
});

test("a site that knows nothing of Towpath says by its status that it has done a job", async () => {
  await emulate({ publish: {} }, { ack: "none" });
  site.listener = (request, response) =>
    void request.resume().once("end", () => response.writeHead(204).end());
  await client.enqueue("publish", {});
  await news.of("done");
});

let arrived: Promise<void>;

/** Tells when a request is there. */
function withArrival(listener: typeof site.listener): typeof site.listener {
  let arrives: () => void;
  arrived = new Promise((resolve) => (arrives = resolve));
  return (request, response) => {
    listener(request, response);
    arrives();
  };
}
