import assert from "node:assert/strict";
import { test } from "node:test";
import { TowpathError } from "../src/index.js";
import { client, clock, gateway } from "./besideAGateway.js";
import { json, problem } from "./playedGateway.js";

/** Enqueues jobs with the data 0, 1, 2 … in one tick. */
function together(count: number, { enqueue } = client()) {
  return Promise.allSettled(
    Array.from({ length: count }, (_, i) => enqueue("t", i, { dedupKey: `key-${i}` })),
  );
}

function idOf(result: PromiseSettledResult<{ id: string }>): string {
  assert.equal(result.status, "fulfilled");
  return result.value.id;
}

function errorOf(result: PromiseSettledResult<unknown>): TowpathError {
  assert.equal(result.status, "rejected");
  assert.ok(result.reason instanceof TowpathError);
  return result.reason;
}

/** The id under which the gateway stored a key. */
function storedAs(key: string): string {
  return gateway.stored.get(`t|undefined|${key}`)!.id;
}

test("calls of one tick share a request, and each gets its own receipt", async () => {
  const results = await together(5);
  assert.equal(gateway.requests.length, 1);
  assert.equal(gateway.requests[0]!.headers["content-type"], "application/x-ndjson");
  // Of known length: no server waits for a chunk's end, and Node needs no stream.
  assert.ok(Number(gateway.requests[0]!.headers["content-length"]) > 0);
  assert.deepEqual(
    gateway.requests[0]!.jobs.map((one) => one.data),
    [0, 1, 2, 3, 4],
  );
  results.forEach((result, i) => assert.equal(idOf(result), storedAs(`key-${i}`)));
});

test("calls whose awaits run in step share a request too", async () => {
  const { enqueue } = client();
  const publish = async (id: number) => {
    await Promise.resolve();
    return enqueue("t", id);
  };
  await Promise.all([publish(1), publish(2), publish(3)]);
  assert.equal(gateway.requests.length, 1);
});

test("a call of a later tick has a request of its own", async () => {
  const { enqueue } = client();
  await enqueue("t", 1);
  await enqueue("t", 2);
  assert.equal(gateway.requests.length, 2);
});

test("one call's error is no other's", async () => {
  gateway.line = (job) =>
    job.data === 1 ? { error: problem("TP-1005", false, "no such title") } : undefined;
  const results = await together(3);
  assert.equal(idOf(results[0]!), storedAs("key-0"));
  assert.equal(errorOf(results[1]!).message, "job 't' is not stored: TP-1005, no such title.");
  assert.equal(idOf(results[2]!), storedAs("key-2"));
  assert.equal(gateway.requests.length, 1);
});

test("a call that cannot be sent hurts none of its tick", async () => {
  const { enqueue } = client();
  const results = await Promise.allSettled([
    enqueue("t", 1n),
    enqueue("t", 2, { dedupKey: "key-2" }),
    enqueue("t", 3),
  ]);
  assert.equal(errorOf(results[0]).code, "TP-1001");
  assert.equal(idOf(results[1]), storedAs("key-2"));
  assert.deepEqual(
    gateway.requests[0]!.jobs.map((one) => one.data),
    [2, 3],
  );
});

test("after a stream that broke only the lines without a result are sent again, under their keys", async () => {
  gateway.line = (job) => (gateway.requests.length === 1 && job.data === 2 ? "cut" : undefined);
  const results = await together(4);
  assert.equal(gateway.requests.length, 2);
  assert.deepEqual(
    gateway.requests[1]!.jobs.map((one) => one.dedupKey),
    ["key-2", "key-3"],
  );
  results.forEach((result, i) => assert.equal(idOf(result), storedAs(`key-${i}`)));
  assert.equal(gateway.stored.size, 4);
});

test("a line that was stored before its stream broke is stored once", async () => {
  gateway.line = (job) => {
    if (gateway.requests.length === 1 && job.data === 1) {
      gateway.store(job);
      return "cut";
    }
    return undefined;
  };
  const results = await together(3, client());
  assert.equal(gateway.stored.size, 3);
  assert.deepEqual(
    results.map((one) => one.status === "fulfilled" && one.value.duplicate),
    [false, true, false],
  );
});

test("lines whose stream always breaks are given up, their outcome open, the others are not", async () => {
  gateway.line = (job) => (job.data === 1 ? "cut" : undefined);
  const results = await together(3);
  assert.equal(idOf(results[0]!), storedAs("key-0"));
  for (const i of [1, 2]) {
    const e = errorOf(results[i]!);
    assert.equal(e.outcomeUnknown, true);
    assert.equal(e.code, "TP-8003");
    assert.equal(e.dedupKey, `key-${i}`);
    assert.match(
      e.message,
      /^it is not known whether job 't' is stored: the connection to the gateway at .* broke/,
    );
  }
  assert.equal(gateway.requests.length, 4);
});

test("a line that is refused for now is sent again alone, after a pause", async () => {
  let refused = 0;
  gateway.line = (job) => (job.data === 1 && refused++ < 2 ? { error: problem("TP-2002", true) } : undefined);
  const results = await together(3);
  assert.deepEqual(
    gateway.requests.map((request) => request.jobs.map((one) => one.dedupKey)),
    [["key-0", "key-1", "key-2"], ["key-1"], ["key-1"]],
  );
  assert.deepEqual(clock.pauses, [100, 200]);
  results.forEach((result, i) => assert.equal(idOf(result), storedAs(`key-${i}`)));
});

test("a line that is refused for now at every try is given up after four", async () => {
  gateway.line = (job) => (job.data === 1 ? { error: problem("TP-2001", true) } : undefined);
  const results = await together(2);
  assert.equal(idOf(results[0]!), storedAs("key-0"));
  const e = errorOf(results[1]!);
  assert.equal(e.code, "TP-2001");
  assert.equal(e.outcomeUnknown, true);
  assert.match(e.message, /Tried 4 times\. Enqueue it again with the dedupKey 'key-1'/);
  assert.deepEqual(
    gateway.requests.map((request) => request.jobs.length),
    [2, 1, 1, 1],
  );
});

test("a request that is refused as a whole is each call's error", async () => {
  gateway.before = (_, response) => {
    json(response, 401, problem("TP-1008", false, "no such key"));
    return true;
  };
  const results = await together(3);
  assert.equal(gateway.requests.length, 1);
  for (const result of results) {
    assert.equal(errorOf(result).message, "job 't' is not stored: TP-1008, no such key.");
    assert.equal(errorOf(result).status, 401);
    assert.equal(errorOf(result).outcomeUnknown, false);
  }
});

test("a request that is refused as a whole for now is made again", async () => {
  gateway.before = (_, response) => {
    if (gateway.requests.length > 1) {
      return false;
    }
    json(response, 503, problem("TP-1018", true), { "retry-after": "1" });
    return true;
  };
  const results = await together(3);
  assert.deepEqual(clock.pauses, [1100]);
  results.forEach((result, i) => assert.equal(idOf(result), storedAs(`key-${i}`)));
});

test("a stream that the gateway stops goes on in another", async () => {
  gateway.line = (job) =>
    gateway.requests.length === 1 && job.data === 2
      ? { stop: problem("TP-1018", true, "it is stopping") }
      : undefined;
  const results = await together(4);
  assert.deepEqual(
    gateway.requests[1]!.jobs.map((one) => one.data),
    [2, 3],
  );
  results.forEach((result, i) => assert.equal(idOf(result), storedAs(`key-${i}`)));
});

test("a gateway that falls silent in the middle is given up after its time", async () => {
  gateway.line = (job) => (gateway.requests.length === 1 && job.data === 1 ? "silence" : undefined);
  const results = await together(3, client({ requestTimeout: 30 }));
  assert.deepEqual(
    gateway.requests[1]!.jobs.map((one) => one.data),
    [1, 2],
  );
  results.forEach((result, i) => assert.equal(idOf(result), storedAs(`key-${i}`)));
});

test("a result of another line than the next is believed by nobody", async () => {
  gateway.line = (job, line) =>
    gateway.requests.length === 1 && job.data === 0
      ? { line: line + 1, id: "stray", duplicate: false }
      : undefined;
  for (const result of await together(2)) {
    assert.equal(errorOf(result).code, "TP-8004");
    assert.equal(errorOf(result).outcomeUnknown, true);
  }
});

test("calls of different traces do not share a request", async () => {
  const { enqueue } = client();
  const trace = (n: number) => `00-0af7651916cd43dd8448eb211c80319${n}-b7ad6b7169203331-01`;
  await Promise.all([1, 2, 1].map((n) => enqueue("t", n, { traceparent: trace(n) })));
  const seen = gateway.requests.map((one) => [one.headers["traceparent"], one.jobs.map((job) => job.data)]);
  assert.deepEqual(seen.sort(), [
    [trace(1), [1, 1]],
    [trace(2), [2]],
  ]);
});

/** Enqueues two jobs whose requests get no answer until that is asked for. */
async function twoUnderWay(enqueue: ReturnType<typeof client>["enqueue"]) {
  const held: (() => void)[] = [];
  gateway.before = (_, response) => {
    if (held.length === 2) {
      return false;
    }
    held.push(() => response.writeHead(202, { "content-type": "application/json" }).end('{"id":"held"}'));
    return true;
  };
  const first = [enqueue("t", "first")];
  await later(5);
  first.push(enqueue("t", "second"));
  while (held.length < 2) {
    await later(5);
  }
  return async () => {
    held.forEach((answer) => answer());
    await Promise.all(first);
  };
}

const later = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

test("while two requests are under way further calls wait for each other, and share the next", async () => {
  const { enqueue } = client();
  const answer = await twoUnderWay(enqueue);
  const others = [];
  for (let i = 0; i < 5; i++) {
    others.push(enqueue("t", i));
    for (let step = 0; step < 50; step++) {
      await Promise.resolve();
    }
  }
  assert.equal(gateway.requests.length, 2);
  await answer();
  await Promise.all(others);
  assert.equal(gateway.requests.length, 3);
  assert.deepEqual(
    gateway.requests[2]!.jobs.map((one) => one.data),
    [0, 1, 2, 3, 4],
  );
});

test("a request that gets no answer keeps no later call from being sent", async () => {
  const { enqueue } = client();
  const answer = await twoUnderWay(enqueue);
  await enqueue("t", 1);
  await enqueue("t", 2);
  assert.equal(gateway.requests.length, 4);
  await answer();
});
