import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../../src/next.js";
import { readDelivery } from "../../src/serve/delivery.js";
import { keyOf } from "../../src/serve/key.js";
import { Refused } from "../../src/serve/problem.js";
import {
  checkFresh,
  rightKey,
  signedContent,
  webhookHeaders,
  type WebhookHeaders,
} from "../../src/serve/webhook.js";
import { TEST_SECRET } from "../../src/testing.js";
import { brokenRules, NOW, type RouteUnderTest } from "./contract.js";

const clock = { now: () => NOW * 1000, after: () => () => {} };

/** A receiver of the same steps as the real one, into which a test plants a bug. */
function receiver(bug: {
  content?: (headers: WebhookHeaders, body: Uint8Array) => Uint8Array<ArrayBuffer>;
  readFirst?: boolean;
}): RouteUnderTest {
  const content = bug.content ?? signedContent;
  return async (request) => {
    try {
      const body = new Uint8Array(await request.arrayBuffer());
      const length = request.headers.get("content-length");
      if (length !== null && Number(length) !== body.byteLength) {
        throw new Refused("body-cut", "cut");
      }
      if (bug.readFirst) {
        readDelivery(body, request.headers.get("webhook-id") ?? "");
      }
      const headers = webhookHeaders((name) => request.headers.get(name));
      checkFresh(headers, clock.now());
      await rightKey(headers, content(headers, body), [(await keyOf(TEST_SECRET))!]);
      readDelivery(body, headers.id);
      return new Response("");
    } catch (refused) {
      return (refused as Refused).toResponse();
    }
  };
}

test("the real route keeps every rule of the contract", async () => {
  const route = serve({ "article.publish": async () => {} }, { secret: TEST_SECRET, clock });
  assert.deepEqual(await brokenRules(route), []);
});

test("the same steps without a bug keep every rule", async () => {
  assert.deepEqual(await brokenRules(receiver({})), []);
});

test("a signature without the timestamp breaks rules", async () => {
  const broken = await brokenRules(
    receiver({ content: (headers, body) => signedContent({ ...headers, timestamp: "" }, body) }),
  );
  assert.ok(broken.includes("what is right in all runs"), String(broken));
});

test("a body that is read before it is verified breaks a rule", async () => {
  const broken = await brokenRules(receiver({ readFirst: true }));
  assert.ok(
    broken.includes("a body that is not JSON is forged first: nothing reads it before it is verified"),
    String(broken),
  );
});
