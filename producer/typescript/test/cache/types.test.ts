import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { complaints, freshFolder, PACKAGE, write } from "../compiler.js";

// As next@16.4 declares them, as far as this goes.
const NEXT = `
declare module "next/cache" {
  type CacheLife = { stale?: number; revalidate?: number; expire?: number };
  export function revalidateTag(tag: string, profile: string | CacheLife): undefined;
  export function revalidatePath(path: string, type?: "layout" | "page"): undefined;
}
declare module "next/own-handlers" {
  export class Pages {
    constructor(context: { dev?: boolean });
    get(key: string, context: { kind: "FETCH" | "APP_PAGE" }): Promise<{ lastModified: number } | null>;
    set(key: string, data: object | null, context: { tags?: string[] }): Promise<void>;
    revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void>;
    resetRequestCache(): void;
  }
  export interface Entry { tags: string[]; value: ReadableStream<Uint8Array> }
  export const use: {
    get(key: string, softTags: string[]): Promise<undefined | Entry>;
    set(key: string, pending: Promise<Entry>): Promise<void>;
    refreshTags(): Promise<void>;
    getExpiration(tags: string[]): Promise<number>;
    updateTags(tags: string[], durations?: { expire?: number }): Promise<void>;
  };
}
`;

const SITE = `
import { revalidatePath, revalidateTag } from "next/cache";
import { Pages, use } from "next/own-handlers";
import { enqueue } from "towpath";
import { withEpochs, type EpochStore } from "towpath/cache-handler";
import { withEpochs as useCacheWithEpochs } from "towpath/cache-handlers";
import { revalidate, serve, type RevalidateData } from "towpath/next";

declare module "towpath" {
  interface Jobs {
    "cache.revalidate": RevalidateData;
  }
}

declare const store: EpochStore;

export const POST = serve({
  "cache.revalidate": revalidate({ revalidateTag, revalidatePath }, { confirmWithin: "2s", unused: "done" }),
});
export const handler: typeof Pages = withEpochs(Pages, { store });
export const handlers: typeof use = useCacheWithEpochs(use, { name: "remote", store });
await enqueue("cache.revalidate", { tags: ["articles"], warm: ["/articles"] });
// @ts-expect-error it is tags
await enqueue("cache.revalidate", { tag: "articles" });
// @ts-expect-error there is no such setting
revalidate({ revalidateTag, revalidatePath }, { timeout: 5 });
`;

test("a site's own types go through revalidate and both cache handlers", () => {
  const folder = freshFolder("revalidate-types");
  write(folder, { "next.d.ts": NEXT, "site.ts": SITE });
  assert.equal(complaints(folder), "");
});

test("all that the package exports is there", () => {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as {
    exports: Record<string, string | Record<string, string>>;
  };
  const files = Object.values(exports).flatMap((entry) =>
    typeof entry === "string" ? entry : Object.values(entry),
  );
  assert.ok(files.length > 15);
  assert.deepEqual(
    files.filter((file) => !existsSync(join(PACKAGE, file))),
    [],
  );
});
