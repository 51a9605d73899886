import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FileStore } from "../../src/cache/fileStore.js";
import type { Entry } from "../../src/cache/epoch.js";
import { freshFolder, PACKAGE } from "../compiler.js";

const epoch = (id: string, tag = "articles"): Entry => ({ kind: "epoch", id, handler: "h", tag });

test("a reader finds what was added, in order, and then only what is new", async () => {
  const folder = freshFolder("epochs-order");
  const [writer, reader] = [new FileStore(folder), new FileStore(folder)];
  assert.deepEqual(await reader.since(""), { entries: [], position: "" });
  await writer.append([epoch("a-1"), { kind: "use", tag: "ü" }]);
  const first = await reader.since("");
  assert.deepEqual(first.entries, [epoch("a-1"), { kind: "use", tag: "ü" }]);
  assert.deepEqual((await reader.since(first.position)).entries, []);
  await writer.append([epoch("a-2")]);
  assert.deepEqual((await reader.since(first.position)).entries, [epoch("a-2")]);
});

test("a line that is still being written is read when it is whole", async () => {
  const folder = freshFolder("epochs-half");
  const store = new FileStore(folder);
  await store.append([epoch("a-1")]);
  const line = `${JSON.stringify(epoch("a-2"))}\n`;
  appendFileSync(join(folder, "epochs-1.jsonl"), line.slice(0, 20));
  const read = await store.since("");
  assert.deepEqual(read.entries, [epoch("a-1")]);
  appendFileSync(join(folder, "epochs-1.jsonl"), line.slice(20));
  assert.deepEqual((await store.since(read.position)).entries, [epoch("a-2")]);
});

test("a line that cannot be read costs none but itself", async () => {
  const folder = freshFolder("epochs-cut");
  const store = new FileStore(folder);
  await store.append([epoch("a-1")]);
  appendFileSync(join(folder, "epochs-1.jsonl"), '{"kind":"epo\n{"kind":"of a later version"}\n');
  await store.append([epoch("a-2")]);
  assert.deepEqual((await store.since("")).entries, [epoch("a-1"), epoch("a-2")]);
});

test("a reader loses nothing where files follow each other, and two of them are kept", async () => {
  const folder = freshFolder("epochs-files");
  const [writer, reader] = [new FileStore(folder, 200), new FileStore(folder, 200)];
  const read: Entry[] = [];
  let position = "";
  for (let i = 1; i <= 40; i++) {
    await writer.append([epoch(`a-${i}`)]);
    if (i % 3 === 0 || i === 40) {
      const more = await reader.since(position);
      read.push(...more.entries);
      position = more.position;
    }
  }
  assert.deepEqual(
    read,
    Array.from({ length: 40 }, (_, i) => epoch(`a-${i + 1}`)),
  );
  assert.equal(readdirSync(folder).length, 2);
  const late = await new FileStore(folder, 200).since("");
  assert.deepEqual(late.entries.at(-1), epoch("a-40"));
  assert.equal((await reader.since("1:0")).position, late.position);
});

test("processes that write at once lose none of each other's lines", async () => {
  const folder = freshFolder("epochs-processes");
  const code = `
    import { FileStore } from ${JSON.stringify(join(PACKAGE, "dist/cache/fileStore.js"))};
    const [folder, id] = process.argv.slice(-2);
    const store = new FileStore(folder);
    for (let i = 1; i <= 200; i++) {
      await store.append([{ kind: "epoch", id: id + "-" + i, handler: "h", tag: "tag-" + "x".repeat(i) }]);
    }`;
  await Promise.all(
    ["a", "b"].map(async (id) => {
      const args = ["--input-type=module", "-e", code, "--", folder, id];
      const [status] = await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
      assert.equal(status, 0);
    }),
  );
  const { entries } = await new FileStore(folder).since("");
  const ids = entries.map((entry) => (entry.kind === "epoch" ? entry.id : ""));
  for (const id of ["a", "b"]) {
    assert.deepEqual(
      ids.filter((each) => each.startsWith(id)),
      Array.from({ length: 200 }, (_, i) => `${id}-${i + 1}`),
    );
  }
});
