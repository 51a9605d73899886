import assert from "node:assert/strict";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import { serve } from "../../src/next.js";
import { signedRequest, TEST_SECRET } from "../../src/testing.js";

const handlers = { "article.publish": async () => {} };

test("the package standardwebhooks verifies what is signed here", async () => {
  const request = await signedRequest("article.publish", { title: "Café 🚣" }, { secret: TEST_SECRET });
  const headers = Object.fromEntries(request.headers);
  const verified = new Webhook(TEST_SECRET).verify(await request.text(), headers) as { type: string };
  assert.equal(verified.type, "article.publish");
});

test("what the package standardwebhooks signs is verified here", async () => {
  const request = await signedRequest("article.publish", { title: "Café 🚣" }, { secret: TEST_SECRET });
  const body = await request.text();
  const id = request.headers.get("webhook-id")!;
  const now = new Date();
  const signed = new Request(request.url, {
    method: "POST",
    body,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
      "webhook-signature": new Webhook(TEST_SECRET).sign(id, now, body),
    },
  });
  assert.equal((await serve(handlers, { secret: TEST_SECRET })(signed)).status, 200);
});
