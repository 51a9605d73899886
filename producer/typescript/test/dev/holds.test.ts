import assert from "node:assert/strict";
import { test } from "node:test";
import { client, clock, emulate, news, site } from "./bench.js";

const OTHER_SECRET = "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ=";

test("while the site is away its jobs are held, and go on by themselves", async () => {
  await emulate({ publish: {} });
  await site.down();
  site.serves({ publish: async () => {} });
  const { id } = await client.enqueue("publish", {});
  await news.of("held");
  const held = await client.status(id);
  assert.equal(held.state, "waiting");
  assert.equal(held.attempts, 0);
  assert.match(held.reason!, /^127\.0\.0\.1 cannot be reached: .*ECONNREFUSED/);
  await site.up();
  clock.turn(1000);
  await news.of("done");
  assert.equal((await client.status(id)).attempts, 1);
});

test("while the site has another secret its jobs are held, and go on when it has the right one", async () => {
  await emulate({ publish: {} });
  site.serves({ publish: async () => {} }, OTHER_SECRET);
  const { id } = await client.enqueue("publish", {});
  await news.of("held");
  const held = await client.status(id);
  assert.match(
    held.reason!,
    /answered 401 without a signed outcome: No signature in webhook-signature is right/,
  );
  site.serves({ publish: async () => {} });
  clock.turn(1000);
  await news.of("done");
  assert.equal((await client.status(id)).attempts, 1);
});

test("a page that answers 200 has done nothing", async () => {
  await emulate({ publish: {} });
  site.listener = (request, response) =>
    void request
      .resume()
      .once("end", () => response.writeHead(200, { "content-type": "text/html" }).end("<p>Sign in"));
  const { id } = await client.enqueue("publish", {});
  await news.of("held");
  assert.equal((await client.status(id)).reason, "127.0.0.1 answered 200 without a signed outcome: a page");
});

test("a job that the route does not know is held, and its target is not blamed", async () => {
  await emulate({ publish: {} }, { window: 2 });
  site.serves({});
  const { id } = await client.enqueue("publish", {});
  await news.of("held");
  for (let i = 1; i <= 5; i++) {
    clock.turn(1000);
    await news.of("still", i);
  }
  assert.match((await client.status(id)).reason!, /this route has no handler for publish/);
  assert.equal(news.count("out"), 0);
});

test("a target of which enough fails is out, until a few that are tried are done", async () => {
  await emulate({ publish: {} }, { window: 20, failurePercent: 80, probeAfter: 15_000 });
  let posts = 0;
  site.listener = (request, response) => {
    posts++;
    request.resume().once("end", () => response.writeHead(404).end());
  };
  await client.enqueueMany(Array.from({ length: 10 }, () => ({ type: "publish" })));
  await news.of("out");
  assert.equal(posts, 10);
  const late = await client.enqueue("publish", {});
  clock.turn(14_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(posts, 10);
  site.serves({ publish: async () => {} });
  clock.turn(1000);
  await news.of("back");
  await news.of("done", 11);
  assert.equal((await client.status(late.id)).attempts, 1);
  assert.equal(news.count("failed"), 0);
});

test("a site that asks to be left alone is, all of it, and no attempt is burned", async () => {
  await emulate({ publish: {} });
  let posts = 0;
  site.listener = (request, response) => {
    posts++;
    request.resume().once("end", () => response.writeHead(503, { "retry-after": "60" }).end());
  };
  await client.enqueue("publish", {});
  await news.of("out");
  const second = await client.enqueue("publish", {});
  clock.turn(59_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(posts, 1);
  site.serves({ publish: async () => {} });
  clock.turn(1);
  await news.of("done", 2);
  assert.equal((await client.status(second.id)).attempts, 1);
});

test("a 500 is a failed attempt", async () => {
  await emulate({ publish: { attempts: 1 } });
  site.listener = (request, response) =>
    void request.resume().once("end", () => response.writeHead(500).end());
  const { id } = await client.enqueue("publish", {});
  await news.of("dead");
  assert.equal((await client.status(id)).reason, "127.0.0.1 answered 500 without a signed outcome");
});

test("jobs without a target are held, and say why", async () => {
  await emulate({ publish: { target: "" } });
  const { id } = await client.enqueue("publish", {});
  await news.of("held");
  assert.match(
    (await client.status(id)).reason!,
    /no target in towpath.yaml: handlers in Java are not run here/,
  );
});
