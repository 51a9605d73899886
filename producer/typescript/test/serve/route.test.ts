import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../../src/next.js";
import { readAnswer, TEST_SECRET } from "../../src/testing.js";
import { changed, good, NOW, RULES } from "./contract.js";

const OLD = "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ=";
const clock = { now: () => NOW * 1000, after: () => () => {} };
const handlers = { "article.publish": async () => {} };

for (const { says, request, answer } of RULES) {
  test(says, async () => {
    let runs = 0;
    const route = serve({ "article.publish": async () => void runs++ }, { secret: TEST_SECRET, clock });
    const response = await route(await request());
    assert.equal(response.status, answer[0]);
    assert.equal(runs, answer[0] === 200 ? 1 : 0);
    if (answer[1] !== undefined) {
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      const problem = (await response.json()) as Record<string, unknown>;
      assert.equal(problem.code, answer[1]);
      assert.equal(problem.status, answer[0]);
      assert.deepEqual(Object.keys(problem), ["title", "status", "detail", "code"]);
    }
  });
}

test("while a secret is changed both are right, and the answer is signed with the one that was", async () => {
  const route = serve(handlers, { secret: TEST_SECRET, oldSecret: OLD, clock });
  for (const secret of [TEST_SECRET, OLD]) {
    const request = await good({ secret });
    assert.deepEqual(await readAnswer(await route(request), request), [{ outcome: "done" }]);
  }
});

test("a request with two signatures is right for a site that knows one of the two secrets", async () => {
  const route = serve(handlers, { secret: OLD, clock });
  const request = await good({ oldSecret: OLD });
  assert.deepEqual(await readAnswer(await route(request), request), [{ outcome: "done" }]);
});

test("GET is told what this route is for", async () => {
  const response = await serve(handlers, { secret: TEST_SECRET })(
    new Request("http://localhost/api/towpath"),
  );
  assert.equal(response.status, 405);
  assert.equal(response.headers.get("allow"), "POST");
  assert.equal(((await response.json()) as { code: string }).code, "method-not-allowed");
});

test("the secret is read from the environment at the first request, not at load", async () => {
  delete process.env.TOWPATH_SIGNING_SECRET;
  const route = serve(handlers, { clock });
  const missing = await route(await good());
  assert.equal(missing.status, 503);
  assert.equal(missing.headers.get("retry-after"), "60");
  assert.equal(((await missing.json()) as { code: string }).code, "secret-missing");
  process.env.TOWPATH_SIGNING_SECRET = TEST_SECRET;
  process.env.TOWPATH_OLD_SIGNING_SECRET = OLD;
  try {
    assert.equal((await route(await good())).status, 200);
    assert.equal((await route(await good({ secret: OLD }))).status, 200);
  } finally {
    delete process.env.TOWPATH_SIGNING_SECRET;
    delete process.env.TOWPATH_OLD_SIGNING_SECRET;
  }
});

test("a secret that is none is said to be, and not shown", async () => {
  const response = await serve(handlers, { secret: "swordfish", clock })(await good());
  assert.equal(response.status, 503);
  const text = await response.text();
  assert.match(text, /"code":"secret-invalid"/);
  assert.doesNotMatch(text, /swordfish/);
});

test("a problem never holds what was sent", async () => {
  const route = serve(handlers, { secret: TEST_SECRET, clock });
  const request = await changed(await good(), { body: '{"password":"hunter2"}' });
  const signature = request.headers.get("webhook-signature")!;
  const text = await (await route(request)).text();
  assert.doesNotMatch(text, /hunter2/);
  assert.ok(!text.includes(signature.slice(3)));
});

test("a body that was read before is a fault of the site, and is said to be one", async () => {
  const request = await good();
  await request.text();
  const response = await serve(handlers, { secret: TEST_SECRET, clock })(request);
  assert.equal(response.status, 503);
  assert.equal(((await response.json()) as { code: string }).code, "body-parsed");
});

test("all that is wrong with a signed body is said at once, by where it is", async () => {
  const route = serve(handlers, { secret: TEST_SECRET, clock });
  const response = await route(await good({ attempt: 0, fence: "1.2", checksum: "x" }));
  const { detail } = (await response.json()) as { detail: string };
  assert.match(detail, /\/job\/attempt: expected a whole number from 1; \/job\/fence: .*; \/job\/checksum: /);
});
