import assert from "node:assert/strict";
import { test } from "node:test";
import { jobOf, tokenFor } from "../../src/watch/token.js";

const KEY = "tp_cms_secret";
const JOB = "default_0_01hf7yat0004hmasw9nf6ysjdk";
const NOW = 1_795_309_200_000;
const MINUTE = 60_000;

const bearer = async (lifetime = MINUTE) => `Bearer ${await tokenFor(KEY, JOB, NOW, { lifetime })}`;

test("a token names its job until its lifetime is over", async () => {
  assert.equal(await jobOf(await bearer(), KEY, NOW), JOB);
  assert.equal(await jobOf(await bearer(), KEY, NOW + MINUTE - 1), JOB);
  await assert.rejects(jobOf(await bearer(), KEY, NOW + MINUTE), { code: "token-over" });
});

test("a token of another key is refused", async () => {
  await assert.rejects(jobOf(await bearer(), "tp_cms_other", NOW), { code: "token-wrong" });
});

test("no part of a token can be changed", async () => {
  const token = await bearer();
  const [tpr, end, signature, id] = token.split(".");
  for (const forged of [
    [tpr, String(Number(end) + 1), signature, id],
    [tpr, end, signature, id!.replace("default_0", "default_1")],
    [tpr, end, `A${signature!.slice(1)}`, id],
    [tpr, end, "", id],
    [tpr, `0${end}`, signature, `${id}x`],
  ]) {
    await assert.rejects(jobOf(forged.join("."), KEY, NOW), { code: "token-wrong" }, forged.join("."));
  }
});

test("the API key itself is no token, nor is nothing", async () => {
  await assert.rejects(jobOf(`Bearer ${KEY}`, KEY, NOW), { code: "token-wrong" });
  for (const absent of [null, "", "Basic abc"]) {
    await assert.rejects(jobOf(absent, KEY, NOW), { code: "token-missing" });
  }
});

test("a token does not hold the key", async () => {
  assert.ok(!(await bearer()).includes(KEY));
});

test("a lifetime is a second to a day", async () => {
  for (const lifetime of [0, 999, 86_400_001, Number.NaN]) {
    await assert.rejects(tokenFor(KEY, JOB, NOW, { lifetime }), { code: "TP-8001" });
  }
});
