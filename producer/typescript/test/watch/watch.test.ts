import assert from "node:assert/strict";
import { test } from "node:test";
import { watch } from "../../src/next.js";
import type { JobStatus } from "../../src/index.js";
import type { WatchOptions } from "../../src/next.js";
import { follow } from "../../src/watch/follow.js";
import type { JobView } from "../../src/watch/view.js";
import { client, clock, gateway } from "../besideAGateway.js";
import { json, problem } from "../playedGateway.js";

const JOB = "default_0_a";
const RUNNING: JobStatus = { id: JOB, state: "running", progress: { part: 0.5, attempt: 1, note: "half" } };
const DONE: JobStatus = { id: JOB, state: "done", attempts: 1 };

const route = (options: WatchOptions = {}) =>
  watch({ url: gateway.url, key: "tp_cms_secret", deployment: "", clock, ...options });

async function asked(token?: string, signal?: AbortSignal): Promise<Request> {
  const authorization = `Bearer ${token ?? (await client().readToken(JOB))}`;
  return new Request("http://site.test/api/towpath", {
    headers: { authorization },
    ...(signal ? { signal } : {}),
  });
}

/** The states of a job as the gateway tells them one after the other; the last one stays. */
function becomes(...states: JobStatus[]): void {
  let asked = 0;
  gateway.states = () => ({ ...states[Math.min(asked++, states.length - 1)]! });
}

test("a browser is told each change of its job, until the end", async () => {
  becomes({ id: JOB, state: "accepted" }, RUNNING, RUNNING, DONE);
  const answer = await route()(await asked());
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  assert.match(answer.headers.get("cache-control")!, /no-transform/);
  assert.equal(
    await answer.text(),
    'data: {"id":"default_0_a","state":"accepted","ended":false}\n\n' +
      'data: {"id":"default_0_a","state":"running","ended":false,"part":0.5,"note":"half"}\n\n' +
      'data: {"id":"default_0_a","state":"done","ended":true,"attempts":1}\n\n',
  );
});

test("the reason of a failure stays on the server", async () => {
  becomes({ id: JOB, state: "dead", code: "TP-3001", reason: "password of db wrong", attempts: 5 });
  const told = await (await route()(await asked())).text();
  assert.ok(told.includes("TP-3001"));
  assert.ok(!told.includes("password"));
});

test("a token that is not this site's is refused, and the gateway is not asked", async () => {
  const answer = await route()(await asked("tpr.1.AAAA.default_0_a"));
  assert.equal(answer.status, 401);
  assert.equal(((await answer.json()) as { code: string }).code, "token-wrong");
  assert.equal(gateway.requests.length, 0);
});

test("a job that is not known is a 404", async () => {
  gateway.before = (_, response) => {
    json(response, 404, problem("TP-1011", false, "never issued"));
    return true;
  };
  assert.equal((await route()(await asked())).status, 404);
});

test("while the gateway is away a browser is told to come back, and not where it is", async (t) => {
  const said = t.mock.method(console, "error", () => {});
  const answer = await route({ url: "http://127.0.0.1:1", tries: 1 })(await asked());
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "5");
  assert.ok(!(await answer.text()).includes("127.0.0.1"));
  assert.equal(said.mock.callCount(), 1);
});

test("while nothing changes the answer says that somebody is there, and ends before a platform ends it", async () => {
  becomes(RUNNING);
  const answer = await route()(await asked());
  const text = await answer.text();
  assert.equal(text.match(/^data:/gm)!.length, 1);
  assert.equal(text.match(/^:$/gm)!.length, 3, "every 15 s of 50");
});

test("a gateway that is away for a moment does not end the answer", async () => {
  becomes(RUNNING, DONE);
  const answer = await route({ tries: 1 })(await asked());
  gateway.before = (_, response) => {
    if (gateway.requests.length > 3) {
      return false;
    }
    json(response, 503, problem("TP-2008", true));
    return true;
  };
  assert.match(await answer.text(), /"state":"done"/);
});

test("who hangs up is no longer asked for", async () => {
  becomes(RUNNING);
  const gone = new AbortController();
  const answer = await route()(await asked(undefined, gone.signal));
  const reader = answer.body!.getReader();
  await reader.read();
  gone.abort();
  await reader.read();
  const requests = gateway.requests.length;
  assert.deepEqual(await reader.read(), { done: true, value: undefined });
  assert.equal(gateway.requests.length, requests);
});

test("following goes on over connections that end, and stops with the job", async () => {
  becomes(RUNNING, RUNNING, DONE);
  const told: JobView[] = [];
  let connections = 0;
  const site = route({ longest: 0 });
  await follow(
    {
      url: "http://site.test/api/towpath",
      token: await client().readToken(JOB),
      signal: new AbortController().signal,
      clock,
      fetch: async (url, init) => {
        connections += 1;
        if (connections === 2) {
          throw new TypeError("network");
        }
        return site(new Request(url, init));
      },
    },
    (view) => told.push(view),
  );
  assert.deepEqual(
    told.map((view) => view.state),
    ["running", "running", "done"],
  );
  assert.equal(connections, 4);
});

test("following ends with what the site says when it refuses", async () => {
  const following = follow(
    {
      url: "http://site.test/api/towpath",
      token: "tpr.1.AAAA.x",
      signal: new AbortController().signal,
      clock,
      fetch: (url, init) => route()(new Request(url, init)),
    },
    () => {},
  );
  await assert.rejects(following, /load the page again/);
});

test("an event that comes in pieces is one event", async () => {
  const whole = new TextEncoder().encode(
    `data: ${JSON.stringify({ id: "x", state: "done", ended: true, note: "né" })}\n\n`,
  );
  const told: JobView[] = [];
  await follow(
    {
      url: "/api/towpath",
      token: "t",
      signal: new AbortController().signal,
      clock,
      fetch: async () =>
        new Response(
          new ReadableStream({
            start(controller) {
              whole.forEach((byte) => controller.enqueue(Uint8Array.of(byte)));
              controller.close();
            },
          }),
        ),
    },
    (view) => told.push(view),
  );
  assert.equal(told[0]!.note, "né");
});
