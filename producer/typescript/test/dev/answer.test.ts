import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readAnswer, TooMuchError, UnreadableError, type AnswerFor } from "../../bin/dev/push/answer.js";
import { signedLine } from "../../src/serve/answer.js";
import { keyOf } from "../../src/serve/key.js";
import { TEST_SECRET } from "../../src/testing.js";

type Case = Record<"name" | "secret" | "id" | "timestamp" | "fence" | "json" | "line", string>;

const vectors = JSON.parse(readFileSync("../../schemas/vectors/push.json", "utf8")) as Record<
  "acknowledgements" | "notAcknowledged",
  Case[]
>;

/** Reads a body that comes in these pieces. */
async function read(to: AnswerFor, ...pieces: (string | Buffer)[]) {
  const words: unknown[] = [];
  async function* body() {
    for (const piece of pieces) {
      yield Buffer.from(piece);
    }
  }
  const said = await readAnswer(body(), to, {
    checkpoint: (cursor) => words.push(cursor),
    progress: (part, note) => words.push([part, note]),
  });
  return { said, words };
}

async function attemptOf({ secret, id, timestamp, fence }: Omit<Case, "name" | "json" | "line">) {
  return { id, timestamp, fence, keys: [(await keyOf(secret))!] };
}

const ATTEMPT = { secret: TEST_SECRET, id: "default_0_x", timestamp: "1795309200", fence: "1.0.1" };

/** A line that is signed for that attempt. */
async function line(json: string): Promise<string> {
  const { keys, ...to } = await attemptOf(ATTEMPT);
  return `${await signedLine({ ...to, key: keys[0]! }, json)}\n`;
}

for (const each of vectors.acknowledgements) {
  test(`a line of the vectors is taken: ${each.name}`, async () => {
    const { said, words } = await read(await attemptOf(each), `\n${each.line}\n`);
    const json = JSON.parse(each.json) as Record<string, unknown>;
    assert.equal("verdict" in said, "outcome" in json);
    assert.ok("verdict" in said || (said as { ours: boolean }).ours);
    assert.equal(words.length, "outcome" in json ? 0 : 1);
  });
}

for (const each of vectors.notAcknowledged) {
  test(`what is no answer to an attempt is not taken: ${each.name}`, async () => {
    const { said } = await read(await attemptOf(each), `${each.line}\n`);
    assert.deepEqual(said, { unsigned: each.line });
  });
}

test("lines are read wherever the pieces are cut, and the last may lack its line feed", async () => {
  const text = Buffer.from(
    (await line('{"checkpoint":"Straße"}')) + (await line('{"outcome":"done"}')).trim(),
  );
  const pieces = Array.from(text, (_, i) => text.subarray(i, i + 1));
  const { said, words } = await read(await attemptOf(ATTEMPT), ...pieces);
  assert.deepEqual([said, words], [{ verdict: { kind: "done", emit: [] } }, ["Straße"]]);
});

test("an outcome counts whatever stands behind it", async () => {
  const { said } = await read(await attemptOf(ATTEMPT), await line('{"outcome":"done"}'), "<p>a page");
  assert.ok("verdict" in said);
});

test("an answer that ends without an outcome is told from one that was never ours", async () => {
  const { said } = await read(await attemptOf(ATTEMPT), await line('{"progress":0.5}'));
  assert.deepEqual(said, { ended: true, ours: true });
  assert.deepEqual((await read(await attemptOf(ATTEMPT), "\n")).said, { ended: true, ours: false });
});

test("what is signed and cannot be read is told", async () => {
  for (const json of ["{", "[]", "7"]) {
    await assert.rejects(read(await attemptOf(ATTEMPT), await line(json)), UnreadableError);
  }
});

test("a line without an end, and lines without one, are given up", async () => {
  const attempt = await attemptOf(ATTEMPT);
  await assert.rejects(read(attempt, "x".repeat(2 ** 20 + 1)), TooMuchError);
  const progress = await line(`{"progress":0.5,"note":"${"x".repeat(100_000)}"}`);
  await assert.rejects(read(attempt, ...Array.from({ length: 50 }, () => progress)), TooMuchError);
});

test("an outcome that nobody knows holds the job", async () => {
  const { said } = await read(await attemptOf(ATTEMPT), await line('{"outcome":"later"}'));
  assert.equal((said as { verdict: { kind: string } }).verdict.kind, "hindered");
});
