import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { createClient, type StandardSchema } from "../src/index.js";
import { PlayedGateway } from "./playedGateway.js";

let gateway: PlayedGateway;
before(async () => {
  gateway = await PlayedGateway.start();
});
after(() => gateway.stop());
afterEach(() => {
  gateway.requests.length = 0;
});

/** A schema of objects with a whole number `id`, as a library would make it; it turns the id into a text. */
function idSchema(later: boolean): StandardSchema {
  const judge = (value: unknown) =>
    Number.isInteger((value as { id?: unknown }).id)
      ? { value: { id: String((value as { id: number }).id) } }
      : { issues: [{ message: "Expected an integer", path: ["author", { key: "a/b" }, 0] }] };
  return {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => (later ? Promise.resolve(judge(value)) : judge(value)),
    },
  };
}

for (const later of [false, true]) {
  const { enqueue, enqueueMany } = createClient({
    get url() {
      return gateway.url;
    },
    key: "tp_cms_secret",
    schemas: { "article.publish": idSchema(later) },
  });
  const how = later ? "later" : "at once";

  test(`a payload that does not fit its schema is refused before anything is sent (judged ${how})`, async () => {
    await assert.rejects(() => enqueue("article.publish", { id: "7" }), {
      code: "TP-1005",
      retryable: false,
      outcomeUnknown: false,
      message:
        "job 'article.publish' is not stored: its payload does not fit the schema that the client was given; nothing was" +
        " sent. Mend the payload:\n  /author/a~1b/0: expected a value that fits, got another; Expected an integer",
    });
    assert.equal(gateway.requests.length, 0);
  });

  test(`a payload that fits is sent as it was given, and other types are not judged (judged ${how})`, async () => {
    await enqueue("article.publish", { id: 7 });
    await enqueue("toString", { id: "x" });
    assert.deepEqual(
      gateway.requests.flatMap((one) => one.jobs).map((one) => one.data),
      [{ id: 7 }, { id: "x" }],
    );
  });

  test(`of many jobs only those that do not fit are refused (judged ${how})`, async () => {
    const ids: unknown[] = [1, "x", 3];
    const fits: boolean[] = [];
    for await (const result of enqueueMany(ids.map((id) => ({ type: "article.publish", data: { id } })))) {
      fits[result.index] = result.error === undefined;
    }
    assert.deepEqual(fits, [true, false, true]);
  });
}
