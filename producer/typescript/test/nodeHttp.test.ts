import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { createClient, type Client } from "../src/index.js";
import { PlayedGateway } from "./playedGateway.js";

const { fetch: platforms } = globalThis;
let gateway: PlayedGateway;
let client: Client;

before(async () => {
  gateway = await PlayedGateway.start();
  client = createClient({ url: gateway.url, key: "tp_a_1" });
});
after(() => gateway.stop());
afterEach(() => {
  globalThis.fetch = platforms;
  delete process.env["NEXT_PHASE"];
  delete process.env["NODE_USE_ENV_PROXY"];
  gateway.requests.splice(0);
});

/** Whether each request came by `fetch`, which says so. */
function byFetch(): boolean[] {
  return gateway.requests.splice(0).map(({ headers }) => "sec-fetch-mode" in headers);
}

test("jobs are posted by Node's own client, and asked about by fetch, which a framework may look at", async () => {
  const { id } = await client.enqueue("t", "Schleuse für Boote 🚣");
  await Promise.all([client.enqueue("t"), client.enqueue("t")]);
  assert.equal(gateway.requests[0]!.jobs[0]!.data, "Schleuse für Boote 🚣");
  assert.deepEqual(byFetch(), [false, false]);
  await client.status(id);
  await client.cancel(id);
  assert.deepEqual(byFetch(), [true, true]);
});

test("a connection serves one post after another", async () => {
  const before = gateway.connections;
  for (let i = 0; i < 20; i++) {
    await client.enqueue("t", i);
    await Promise.all([client.enqueue("t", i), client.enqueue("t", i)]);
  }
  assert.ok(gateway.connections - before <= 1, `${gateway.connections - before} new connections`);
});

test("a fetch that was put in place of the platform's is the one that posts", async () => {
  const urls: unknown[] = [];
  const own: typeof fetch = (url, init) => {
    urls.push(url);
    return platforms(url, init);
  };
  await createClient({ url: gateway.url, key: "tp_a_1", fetch: own }).enqueue("t");
  globalThis.fetch = own;
  await client.enqueue("t");
  assert.deepEqual(urls, [`${gateway.url}/v1/jobs`, `${gateway.url}/v1/jobs`]);
  assert.deepEqual(byFetch(), [true, true]);

  // As Next.js patches it at run time.
  globalThis.fetch = Object.assign(own, { __nextPatched: true });
  await client.enqueue("t");
  assert.deepEqual(byFetch(), [false]);
});

test("a build of Next.js, and a proxy of the environment, are known to fetch alone", async () => {
  process.env["NEXT_PHASE"] = "phase-production-build";
  await client.enqueue("t");
  process.env["NEXT_PHASE"] = "phase-production-server";
  await client.enqueue("t");
  process.env["NODE_USE_ENV_PROXY"] = "1";
  await client.enqueue("t");
  assert.deepEqual(byFetch(), [true, false, true]);
});

test("in a runtime that has no Node in it, or only its names, fetch posts", async () => {
  const { getBuiltinModule } = process;
  try {
    process.getBuiltinModule = () => {
      throw new Error("not supported in the Edge Runtime");
    };
    const fresh = (await import(new URL("../src/nodeHttp.js?edge", import.meta.url).href)) as {
      nodePost(url: string): unknown;
    };
    assert.equal(fresh.nodePost(gateway.url), undefined);
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
});

test("where nobody listens it is sure that nothing was sent", async () => {
  const nobody = await PlayedGateway.start();
  await nobody.stop();
  const client = createClient({ url: nobody.url, key: "tp_a_1", tries: 1 });
  await assert.rejects(client.enqueue("t"), {
    code: "TP-8002",
    outcomeUnknown: false,
    message: /cannot be reached \(ECONNREFUSED\)/,
  });
});
