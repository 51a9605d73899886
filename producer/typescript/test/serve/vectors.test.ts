import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { signedLine } from "../../src/serve/answer.js";
import { keyOf } from "../../src/serve/key.js";
import { rightKey, signHeader, signedContent } from "../../src/serve/webhook.js";

type Case = Record<string, string> & { secrets: string[] };

// Tests run from the package's folder, wherever they were compiled to.
const vectors = JSON.parse(readFileSync("../../schemas/vectors/push.json", "utf8")) as Record<
  "requests" | "acknowledgements" | "notAcknowledged",
  Case[]
>;

const key = async (secret: string) => (await keyOf(secret))!;

for (const each of vectors.requests) {
  const body = new TextEncoder().encode(each.body);

  test(`a request is signed as the vectors say: ${each.name}`, async () => {
    const keys = await Promise.all(each.secrets.map(key));
    assert.equal(await signHeader(each.id!, each.timestamp!, body, keys), each.signature);
  });

  test(`a request of the vectors is right for each of its secrets: ${each.name}`, async () => {
    const headers = { id: each.id!, timestamp: each.timestamp!, signature: each.signature! };
    for (const secret of each.secrets) {
      const one = await key(secret);
      assert.equal(await rightKey(headers, signedContent(headers, body), [one]), one);
    }
  });
}

for (const each of vectors.acknowledgements) {
  test(`a line of an answer is signed as the vectors say: ${each.name}`, async () => {
    const to = { fence: each.fence!, id: each.id!, timestamp: each.timestamp!, key: await key(each.secret!) };
    assert.equal(await signedLine(to, each.json!), each.line);
  });
}

for (const each of vectors.notAcknowledged) {
  test(`what is no answer to an attempt is never a line that it would get: ${each.name}`, async () => {
    const to = { fence: each.fence!, id: each.id!, timestamp: each.timestamp!, key: await key(each.secret!) };
    const json = each.line!.slice(each.line!.indexOf(" ") + 1);
    assert.notEqual(await signedLine(to, json), each.line);
  });
}
