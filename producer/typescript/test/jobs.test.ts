import assert from "node:assert/strict";
import { test } from "node:test";
import { complaints, freshFolder, write } from "./compiler.js";

test("while no jobs are declared, every type and payload may be sent", () => {
  const folder = freshFolder("no-jobs");
  write(folder, {
    "a.ts": `
      import { enqueue, enqueueMany } from "towpath";
      await enqueue("anything", { at: "all" }, { group: "g" });
      await enqueue("nothing");
      const { accepted } = await enqueueMany([{ type: "anything", data: 1 }, { type: "nothing" }]);
      for await (const result of enqueueMany([])) {
        const id: string = result.error === undefined ? result.id : result.error.code;
      }
      export { accepted };
    `,
  });
  assert.equal(complaints(folder), "");
});

test("where jobs are declared, a project that only does them has their payloads", () => {
  const folder = freshFolder("jobs-served");
  write(folder, {
    "jobs.ts": `
      import type {} from "towpath";
      declare module "towpath" {
        interface Jobs { "article.publish": { id: number } }
      }`,
    "route.ts": `
      import { serve } from "towpath/next";
      export const POST = serve({ "article.publish": (data) => void data.id.toFixed() });`,
  });
  assert.equal(complaints(folder), "");
});

test("where jobs are declared, types and payloads are checked", () => {
  const folder = freshFolder("jobs");
  const head = `import { batch, createClient, enqueue, enqueueMany } from "towpath";\n`;
  write(folder, {
    "jobs.d.ts": `
      declare module "towpath" {
        interface Jobs { "article.publish": { id: number; title: string }; "ping": undefined }
        interface JobInputs { "article.publish": { id: number; title?: string } }
      }
      export {};`,
    "right.ts": `${head}
      await enqueue("article.publish", { id: 1 }, { delay: "10s" });
      await enqueue("ping", undefined);
      await createClient().enqueue("article.publish", { id: 1 });
      await batch("b").enqueue("article.publish", { id: 1 }, { group: "g" });
      await enqueueMany([{ type: "article.publish", data: { id: 1 }, dedupKey: "k" }, { type: "ping", data: undefined }]);`,
    "wrong.ts": `${head}
      await enqueue("article.publsh", { id: 1 });
      await enqueue("article.publish", { id: "1" });
      await enqueue("article.publish");
      await enqueueMany([{ type: "article.publish", data: { title: "x" } }]);
      await batch("b").enqueue("article.publish", { id: 1 }, { batch: "c" });`,
  });
  const lines = complaints(folder)
    .split("\n")
    .filter((line) => /^\S/.test(line));
  const places = lines.map((line) => line.replace(/^(.*?\(\d+),.*/, "$1)"));
  assert.deepEqual(
    places,
    ["wrong.ts(3)", "wrong.ts(4)", "wrong.ts(5)", "wrong.ts(6)", "wrong.ts(7)"],
    lines.join("\n"),
  );
});
