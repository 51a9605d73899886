// Enqueues and asks by the npm package, and prints what it was told.
//
// TOWPATH, TOWPATH_KEY   the gateway
import { batch, cancel, enqueue, enqueueMany, status, wait } from "../../../../../producer/typescript/dist/index.js";

const say = (what, value) => console.log(what, JSON.stringify(value));

const [a, b, again] = await Promise.all([
  enqueue("article.publish", { number: 1 }, { dedupKey: "one", group: "g", tags: ["x"] }),
  enqueue("article.publish", { number: 2 }),
  enqueue("article.publish", { number: 1 }, { dedupKey: "one", group: "g", tags: ["x"] }),
]);
say("same", a.id === again.id && a.id !== b.id);
say("state", (await wait(a.id, { timeout: 60_000 })).state);
say("state", (await wait(b.id, { timeout: 60_000 })).state);

const wrong = await enqueue("article.publsh", {}).catch((e) => e);
say("wrong", [wrong.code, wrong.status, wrong.retryable]);
const conflict = await enqueue("article.publish", { number: 3 }, { dedupKey: "one", group: "g" }).catch((e) => e);
say("conflict", conflict.code);

async function* many() {
  for (let number = 100; number < 3_100; number++) {
    yield { type: "article.publish", data: { number } };
  }
}
say("many", (await batch("import").enqueueMany(many())).accepted);
const results = [];
for await (const result of enqueueMany([{ type: "article.publish" }, { type: "unknown type" }])) {
  results.push(result.error?.code ?? "stored");
}
say("results", results);

const later = await enqueue("article.publish", { number: 4 }, { delay: "1h" });
say("later", (await status(later.id)).state);
await cancel(later.id);
