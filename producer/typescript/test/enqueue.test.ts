import assert from "node:assert/strict";
import { test } from "node:test";
import { TowpathError } from "../src/index.js";
import { client, clock, gateway } from "./besideAGateway.js";
import { json, PlayedGateway, problem } from "./playedGateway.js";

async function failure(promise: Promise<unknown>): Promise<TowpathError> {
  const e = await promise.then(
    () => assert.fail("expected a failure, got a result"),
    (thrown: unknown) => thrown,
  );
  assert.ok(e instanceof TowpathError, String(e));
  return e;
}

test("a job is posted with all that was said of it", async () => {
  const receipt = await client().enqueue(
    "article.publish",
    { id: 42 },
    {
      group: "article-42",
      dedupKey: "article-42-v7",
      delay: "10s",
      expires: new Date("2027-01-31T08:30:00Z"),
      queue: "slow",
      batch: "import-1",
      tags: ["site:42"],
      deployment: "d-1",
    },
  );
  assert.deepEqual(receipt, { id: "default_0_00000000000000000000000001", duplicate: false });
  const [request] = gateway.requests;
  assert.equal(request!.method, "POST");
  assert.equal(request!.path, "/v1/jobs");
  assert.equal(request!.headers.authorization, "Bearer tp_cms_secret");
  assert.equal(request!.headers["content-type"], "application/json");
  assert.deepEqual(request!.jobs, [
    {
      type: "article.publish",
      data: { id: 42 },
      group: "article-42",
      dedupKey: "article-42-v7",
      delay: "10s",
      expires: "2027-01-31T08:30:00.000Z",
      queue: "slow",
      batch: "import-1",
      tags: ["site:42"],
      deployment: "d-1",
    },
  ]);
});

test("a delay in milliseconds and a Date are written as the gateway reads them", async () => {
  const { enqueue } = client();
  await enqueue("t", null, { delay: 1500.2 });
  await enqueue("t", null, { delay: 0 });
  await enqueue("t", null, { runAt: new Date(0) });
  const jobs = gateway.requests.flatMap((one) => one.jobs);
  assert.deepEqual(
    jobs.map((one) => [one["delay"], one["runAt"]]),
    [
      ["1501ms", undefined],
      [undefined, undefined],
      [undefined, "1970-01-01T00:00:00.000Z"],
    ],
  );
});

test("a job without a key gets one made up, another for each job", async () => {
  await client().enqueue("t", 1);
  await client().enqueue("t", 1);
  const keys = gateway.requests.map((one) => one.jobs[0]!.dedupKey!);
  assert.match(keys[0]!, /^towpath:retry:[0-9a-f-]{36}$/);
  assert.notEqual(keys[0], keys[1]);
});

test("after a broken connection the job is sent again under the same key, and there is one", async () => {
  gateway.before = (request, response) => {
    if (gateway.requests.length < 3) {
      gateway.store(request.jobs[0]!);
      response.destroy();
      return true;
    }
    return false;
  };
  const receipt = await client().enqueue("t", { id: 1 });
  assert.equal(gateway.requests.length, 3);
  assert.equal(gateway.stored.size, 1);
  assert.deepEqual(receipt, { id: "default_0_00000000000000000000000001", duplicate: true });
  assert.deepEqual(clock.pauses, [100, 200]);
});

test("429 and 503 are tried again, not before Retry-After", async () => {
  gateway.before = (_, response) => {
    if (gateway.requests.length === 1) {
      json(response, 429, problem("TP-1013", true), { "retry-after": "2" });
      return true;
    }
    if (gateway.requests.length === 2) {
      json(response, 503, problem("TP-2002", true), {
        "retry-after": new Date(clock.millis + 4000).toUTCString(),
      });
      return true;
    }
    return false;
  };
  await client().enqueue("t", 1);
  assert.equal(gateway.requests.length, 3);
  assert.equal(clock.pauses[0], 2100);
  assert.ok(clock.pauses[1]! > 3000 && clock.pauses[1]! <= 4200, String(clock.pauses[1]));
});

test("tries are bounded in number, and the error says how often", async () => {
  gateway.before = (_, response) => {
    json(response, 503, problem("TP-2002", true, "no broker answers"));
    return true;
  };
  const e = await failure(client().enqueue("t", 1, { dedupKey: "k" }));
  assert.equal(gateway.requests.length, 4);
  assert.equal(
    e.message,
    "job 't' is not stored: TP-2002, no broker answers. Tried 4 times. Trying again later is safe",
  );
  assert.equal(e.code, "TP-2002");
  assert.equal(e.status, 503);
  assert.equal(e.retryable, true);
  assert.equal(e.outcomeUnknown, false);
  assert.equal(e.problem?.detail, "no broker answers");
  assert.equal(e.dedupKey, "k");
});

test("tries are bounded in time: a Retry-After beyond it is not waited for", async () => {
  gateway.before = (_, response) => {
    json(response, 429, problem("TP-1013", true), { "retry-after": "60" });
    return true;
  };
  const e = await failure(client().enqueue("t", 1));
  assert.equal(gateway.requests.length, 1);
  assert.deepEqual(clock.pauses, []);
  assert.equal(e.code, "TP-1013");
});

test("what is wrong is not sent again, and every place is said", async () => {
  gateway.before = (_, response) => {
    const places = [
      { pointer: "/id", expected: "an integer", got: 'the string "7"', hint: "write it without quotes" },
    ];
    json(response, 422, { ...problem("TP-1005", false, "the payload does not fit"), problems: places });
    return true;
  };
  const e = await failure(client().enqueue("article.publish", { id: "7" }));
  assert.equal(gateway.requests.length, 1);
  assert.equal(
    e.message,
    "job 'article.publish' is not stored: TP-1005, the payload does not fit\n" +
      '  /id: expected an integer, got the string "7"; write it without quotes.',
  );
  assert.equal(e.retryable, false);
});

test("an outcome that one try left open stays open, whatever the next one says", async () => {
  gateway.before = (_, response) => {
    if (gateway.requests.length === 1) {
      json(response, 503, problem("TP-2001", true));
    } else {
      json(response, 401, problem("TP-1008", false, "the key is revoked"));
    }
    return true;
  };
  const e = await failure(client().enqueue("t", 1, { dedupKey: "order-7" }));
  assert.equal(e.code, "TP-1008");
  assert.equal(e.outcomeUnknown, true);
  assert.equal(
    e.message,
    "it is not known whether job 't' is stored: TP-1008, the key is revoked. Tried 2 times." +
      " Enqueue it again with the dedupKey 'order-7': then there is one job either way",
  );
});

test("a gateway that cannot be reached is surely not told anything", async () => {
  const gone = await PlayedGateway.start();
  await gone.stop();
  const e = await failure(client({ url: gone.url }).enqueue("t", 1));
  assert.equal(e.code, "TP-8002");
  assert.equal(e.outcomeUnknown, false);
  assert.equal(e.retryable, true);
  assert.equal(
    e.message,
    `job 't' is not stored: the gateway at ${gone.url} cannot be reached (ECONNREFUSED);` +
      " check TOWPATH, and that the gateway runs. Tried 4 times. Trying again later is safe",
  );
});

test("an answer that does not come in time leaves the outcome open", async () => {
  gateway.before = () => true;
  const e = await failure(client({ requestTimeout: 30, tries: 2 }).enqueue("t", 1));
  assert.equal(gateway.requests.length, 2);
  assert.equal(gateway.requests[0]!.jobs[0]!.dedupKey, gateway.requests[1]!.jobs[0]!.dedupKey);
  assert.equal(e.code, "TP-8003");
  assert.equal(e.outcomeUnknown, true);
  assert.match(
    e.message,
    /did not answer within 30 ms\. Tried 2 times\. Enqueue it again with the dedupKey 'towpath:retry:/,
  );
  assert.equal(e.dedupKey, gateway.requests[0]!.jobs[0]!.dedupKey);
});

test("a redirect is not followed, and is said to be one", async () => {
  gateway.before = (_, response) => {
    response.writeHead(301, { location: "https://login.example/" }).end();
    return true;
  };
  const e = await failure(client().enqueue("t", 1));
  assert.equal(gateway.requests.length, 1);
  assert.equal(e.code, "TP-8004");
  assert.match(e.message, /is no Towpath gateway: status 301, a redirect to https:\/\/login\.example\//);
});

test("a page that answers 200 is no receipt", async () => {
  gateway.before = (_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>");
    return true;
  };
  const e = await failure(client().enqueue("t", 1));
  assert.equal(e.code, "TP-8004");
  assert.equal(e.outcomeUnknown, true);
  assert.match(e.message, /status 200, text\/html/);
});

test("data that is no JSON is refused before anything is sent", async () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  const { enqueue } = client();
  assert.equal((await failure(enqueue("t", circle))).code, "TP-1001");
  assert.equal((await failure(enqueue("t", { id: 7n }))).code, "TP-1001");
  const e = await failure(enqueue("t", () => 1));
  assert.equal(
    e.message,
    "job 't' is not stored: its data cannot be written as JSON (it is a function); nothing was sent",
  );
  assert.equal((await failure(enqueue("t", 1, { runAt: new Date("x") }))).code, "TP-1004");
  assert.equal((await failure(enqueue("t", 1, { delay: -1 }))).problem?.problems?.[0]?.pointer, "/delay");
  assert.equal(gateway.requests.length, 0);
});

test("a batch puts its name into its jobs, whatever they say", async () => {
  const batch = client().batch("import-7");
  assert.equal(batch.name, "import-7");
  await batch.enqueue("t", 1, { group: "g", ...{ batch: "another" } });
  await batch.enqueueMany([{ type: "t", data: 2, batch: "another" }, { type: "t" }]);
  assert.deepEqual(
    gateway.requests.flatMap((one) => one.jobs).map((one) => one["batch"]),
    ["import-7", "import-7", "import-7"],
  );
});
