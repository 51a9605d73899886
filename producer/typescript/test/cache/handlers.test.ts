import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { EpochLog } from "../../src/cache/epochLog.js";
import { ownLog } from "../../src/cache/ownLog.js";
import { withEpochs } from "../../src/cache/pageCache.js";
import { withEpochs as useCacheWithEpochs, type UseCache } from "../../src/cache/useCache.js";
import { cacheWatch } from "../../src/revalidate/cacheWatch.js";
import { freshFolder, write } from "../compiler.js";
import { MemoryStore } from "./memoryStore.js";

const store = new MemoryStore();

/** A handler of a site's own. */
class Own {
  static readonly said: unknown[] = [];
  away = false;

  constructor(readonly context: { serverDistDir?: string; dev?: boolean } = {}) {}

  async get(key: string, context: unknown): Promise<unknown> {
    Own.said.push(["get", key, context]);
    return key === "page" ? { value: { headers: { "x-next-cache-tags": "_N_T_/blog,articles" } } } : null;
  }

  async set(key: string, data: unknown): Promise<void> {
    Own.said.push(["set", key, data]);
  }

  async revalidateTag(tags: string | string[], durations?: object): Promise<void> {
    if (this.away) {
      throw new Error("redis is down");
    }
    Own.said.push(["revalidateTag", tags, durations]);
  }

  resetRequestCache(): string {
    return "own";
  }
}

const Composed = withEpochs(Own, { store });

test("a composed handler does all that its own does", async () => {
  Own.said.length = 0;
  const handler = new Composed({ serverDistDir: "none" });
  assert.equal(handler.resetRequestCache(), "own");
  assert.equal(await handler.get("none", { tags: ["of a fetch"] }), null);
  await handler.set("fetch", { tags: ["of an entry"] });
  await handler.revalidateTag("articles", { expire: 60 });
  assert.deepEqual(Own.said, [
    ["get", "none", { tags: ["of a fetch"] }],
    ["set", "fetch", { tags: ["of an entry"] }],
    ["revalidateTag", "articles", { expire: 60 }],
  ]);
  const log = cacheWatch()!;
  assert.deepEqual(log.handlers(), ["cacheHandler"]);
  assert.equal(log.applied("articles", 0).at(-1)?.expire, 60);
  assert.deepEqual(await Promise.all(["of a fetch", "of an entry"].map((tag) => log.isUsed(tag))), [
    true,
    true,
  ]);
});

test("what the own handler refuses is no epoch, and fails as it did", async (t) => {
  t.mock.method(console, "warn", () => {});
  const handler = new Composed();
  handler.away = true;
  const log = cacheWatch()!;
  const mark = log.mark();
  await assert.rejects(handler.revalidateTag(["articles"]), /^Error: redis is down$/);
  assert.deepEqual(log.applied("articles", mark), []);
  assert.match(log.failure(mark)!, /cacheHandler failed: redis is down/);
});

test("the tags of a page that is read are used ones", async () => {
  await new Composed().get("page", {});
  assert.equal(await cacheWatch()!.isUsed("_N_T_/blog"), true);
});

test("the tags of pages that the build made are used ones before anybody has read them", async () => {
  const folder = freshFolder("built");
  mkdirSync(join(folder, "app"), { recursive: true });
  write(join(folder, "app"), {
    "blog/hello.meta": JSON.stringify({ headers: { "x-next-cache-tags": "_N_T_/blog/hello,posts" } }),
    "cut.meta": "{",
  });
  const { EpochLog } = await import("../../src/cache/epochLog.js");
  const { prerenderedTags } = await import("../../src/cache/prerendered.js");
  const log = new EpochLog(new MemoryStore(), "built");
  log.askForOthers(() => prerenderedTags(folder));
  assert.deepEqual(await Promise.all(["posts", "_N_T_/blog/hello", "psots"].map((tag) => log.isUsed(tag))), [
    true,
    true,
    false,
  ]);
});

test("a handler of use cache is composed likewise", async () => {
  const said: unknown[] = [];
  const inner = {
    get: async () => ({ tags: ["read"] }),
    set: async (_: string, pending: Promise<unknown>) => void (await pending),
    refreshTags: async () => void said.push("refreshTags"),
    getExpiration: async () => 42,
    updateTags: async (tags: string[], durations?: object) => void said.push([tags, durations]),
    extra: () => "own",
  };
  const handler = useCacheWithEpochs(inner, { store });
  const log = ownLog() as EpochLog;
  assert.deepEqual(await handler.get(), { tags: ["read"] });
  await handler.set("key", Promise.resolve({ tags: ["written"] }));
  await handler.set("key", Promise.reject(new Error("not rendered"))).catch(() => {});
  assert.equal(await handler.getExpiration(), 42);
  assert.equal(handler.extra(), "own");
  const mark = log.mark();
  await handler.updateTags(["articles"], { expire: 0 });
  assert.deepEqual(
    log.applied("articles", mark).map((epoch) => epoch.handler),
    ["cacheHandlers"],
  );
  await store.append([{ kind: "epoch", id: "other-1", handler: "cacheHandlers", tag: "far" }]);
  said.length = 0;
  await handler.refreshTags();
  assert.deepEqual(said, [[["far"], undefined], "refreshTags"]);
  assert.deepEqual(await Promise.all(["read", "written"].map((tag) => log.isUsed(tag))), [true, true]);
});

test("a handler that is loaded and never used takes no part, and its store is not gone on in", async () => {
  const unused = new MemoryStore();
  useCacheWithEpochs({} as UseCache, { name: "loaded alone", store: unused });
  assert.ok(!cacheWatch()!.handlers().includes("loaded alone"));
  await new Composed().revalidateTag("articles");
  assert.deepEqual(unused.entries, []);
});

test("a store that is given later is gone on in by all handlers", async () => {
  const later = new MemoryStore();
  const log = ownLog(later);
  const mark = log.mark();
  await log.apply("cacheHandler", ["articles"], undefined);
  assert.equal(later.entries.length, 1);
  assert.equal(log.applied("articles", mark).length, 1);
  ownLog(store);
});

test("where there is no Next.js, the handler says what it was looking for", async () => {
  await assert.rejects(
    import(`${new URL("../../src/cache-handler.js", import.meta.url)}`),
    /expected next\/dist\/server\/lib\/incremental-cache\/file-system-cache of Next.js 15 or newer below .*withEpochs/,
  );
});

test("in development no tag is called unused", async () => {
  new Composed({ dev: true });
  assert.equal(await cacheWatch()!.isUsed("nobody's"), true);
});
