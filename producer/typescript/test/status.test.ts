import assert from "node:assert/strict";
import { test } from "node:test";
import { client, clock, gateway } from "./besideAGateway.js";
import { json, problem } from "./playedGateway.js";

test("status tells what has become of a job", async () => {
  gateway.states = (id) => ({ id, state: "dead", code: "TP-3001", reason: "it failed", attempts: 5 });
  const status = await client().status("default_0_a/b");
  assert.deepEqual(status, {
    id: "default_0_a/b",
    state: "dead",
    code: "TP-3001",
    reason: "it failed",
    attempts: 5,
  });
  assert.equal(gateway.requests[0]!.path, "/v1/jobs/default_0_a%2Fb");
  assert.equal(gateway.requests[0]!.headers.authorization, "Bearer tp_cms_secret");
});

test("an id that was never issued is an error that says so", async () => {
  gateway.before = (_, response) => {
    json(response, 404, problem("TP-1011", false, "never issued"));
    return true;
  };
  await assert.rejects(() => client().status("x"), {
    code: "TP-1011",
    status: 404,
    message: "what has become of job 'x' is not known: TP-1011, never issued.",
  });
});

test("status asks again while the gateway still reads its ledger", async () => {
  gateway.before = (_, response) => {
    if (gateway.requests.length > 2) {
      return false;
    }
    json(response, 503, problem("TP-2008", true), { "retry-after": "1" });
    return true;
  };
  assert.equal((await client().status("x")).state, "accepted");
  assert.equal(clock.pauses.length, 2);
});

test("cancel asks for it with DELETE", async () => {
  assert.deepEqual(await client().cancel("x"), { id: "x", state: "cancelling" });
  assert.equal(gateway.requests[0]!.method, "DELETE");
});

test("a cancel whose outcome is open says that asking again is safe", async () => {
  gateway.before = (_, response) => {
    response.destroy();
    return true;
  };
  await assert.rejects(() => client({ tries: 1 }).cancel("x"), {
    outcomeUnknown: true,
    message: /^it is not known whether job 'x' is cancelled: .* Asking again is safe$/,
  });
});

test("wait asks with growing pauses until the job has ended", async () => {
  gateway.states = (id) => ({ id, state: gateway.requests.length < 6 ? "running" : "done" });
  assert.equal((await client().wait("x")).state, "done");
  assert.equal(gateway.requests.length, 6);
  assert.deepEqual(clock.pauses, [75, 112.5, 168.75, 253.125, 379.6875]);
});

test("every end ends the wait", async () => {
  for (const state of ["done", "dead", "expired", "cancelled", "superseded"]) {
    gateway.states = (id) => ({ id, state });
    assert.equal((await client().wait("x")).state, state);
  }
});

test("wait ends in time, and says where the job stands", async () => {
  gateway.states = (id) => ({ id, state: "waiting", reason: "the target is out" });
  await assert.rejects(() => client().wait("x", { timeout: 30_000 }), {
    code: "TP-8005",
    retryable: true,
    message:
      "job 'x' has not ended within 30000 ms: it is waiting (the target is out). It goes on all the same; waiting again is safe",
  });
  assert.equal(
    clock.pauses.reduce((sum, one) => sum + one, 0),
    30_000,
  );
});

test("wait outlasts a gateway that is out for a while", async () => {
  gateway.before = (_, response) => {
    if (gateway.requests.length > 9) {
      return false;
    }
    json(response, 503, problem("TP-2002", true));
    return true;
  };
  gateway.states = (id) => ({ id, state: "done" });
  assert.equal((await client().wait("x")).state, "done");
});

test("an aborted wait throws the signal's reason", async () => {
  const controller = new AbortController();
  gateway.states = (id) => {
    controller.abort(new RangeError("enough"));
    return { id, state: "running" };
  };
  await assert.rejects(() => client().wait("x", { signal: controller.signal }), RangeError);
  await assert.rejects(() => client().wait("x", { signal: controller.signal }), RangeError);
  assert.equal(gateway.requests.length, 1);
});
