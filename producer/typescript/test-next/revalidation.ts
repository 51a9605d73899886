import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Installation, NextSite } from "./nextSite.js";

/**
 * What becomes of `revalidate` in a site of the App Router.
 *
 * @param severalProcesses whether processes of one host are promised to agree
 */
export function revalidation(installation: Installation, severalProcesses: boolean): void {
  describe("a site of Next.js", () => {
    let site: NextSite;
    before(async () => (site = await installation.build("site")));

    test("a tag is revalidated, the job is done, and the next visitor gets the new page", async () => {
      await using server = await site.start();
      const kept = await server.visitUntilKept("/articles");
      await site.write("tag");
      assert.deepEqual(await server.visit("/articles"), kept);
      const { status, lines } = await server.push("cache.revalidate", { tags: ["articles"] });
      assert.equal(status, 200);
      assert.deepEqual(lines, [
        { progress: 0.5, note: "called" },
        { progress: 1, note: "seen applied by cacheHandler" },
        { outcome: "done" },
      ]);
      assert.deepEqual(await server.visit("/articles"), { shows: "tag", cache: "MISS" });
      assert.deepEqual(await server.visit("/articles"), { shows: "tag", cache: "HIT" });
    });

    test("a path that nobody has visited since the build, and a tag beyond ASCII, are revalidated", async () => {
      await using server = await site.start();
      await site.write("path");
      const { ending } = await server.push("cache.revalidate", { paths: ["/plain"], tags: ["überschrift"] });
      assert.deepEqual(ending, { outcome: "done" });
      assert.equal((await server.visit("/plain")).shows, "path");
      assert.equal((await server.visit("/articles")).shows, "path");
    });

    test("a page that was warmed is there, new, before any visitor", async () => {
      await using server = await site.start();
      await site.write("warm");
      await server.push("cache.revalidate", { tags: ["articles"], warm: ["/articles"] });
      assert.deepEqual(await server.visit("/articles"), { shows: "warm", cache: "HIT" });
    });

    test("a profile that only marks stale is done when a page was seen new, and not without one", async () => {
      await using server = await site.start();
      await server.visit("/articles");
      await site.write("stale");
      const alone = await server.push("cache.revalidate", { tags: ["articles"], profile: "max" });
      assert.equal(alone.ending.outcome, "dead");
      assert.match(String(alone.ending.reason), /max only marks stale/);
      const data = { tags: ["articles"], profile: "max", warm: ["/articles"] };
      assert.deepEqual((await server.push("cache.revalidate", data)).ending, { outcome: "done" });
      assert.deepEqual(await server.visit("/articles"), { shows: "stale", cache: "HIT" });
    });

    test("a tag that nobody uses, and a profile that nobody has, are not taken for success", async () => {
      await using server = await site.start();
      const unused = await server.push("cache.revalidate", { tags: ["psots"] });
      assert.equal(unused.status, 200);
      assert.equal(unused.ending.outcome, "retry");
      assert.match(String(unused.ending.reason), /no cache entry has any of it/);
      const nobodys = await server.push("cache.revalidate", { tags: ["articles"], profile: "nope" });
      assert.equal(nobodys.ending.outcome, "dead");
    });

    test("a call that Next.js forgets is answered with 200 and not taken for success", async () => {
      await using server = await site.start();
      const before = await server.visitUntilKept("/articles");
      await site.write("forgotten");
      const { status, ending } = await server.push("cache.late", { tags: ["articles"] });
      assert.equal(status, 200);
      assert.deepEqual(ending, {
        outcome: "retry",
        reason: "not seen applied within 1000 ms: articles by the handler cacheHandler",
      });
      assert.equal((await server.visit("/articles")).shows, before.shows);
    });

    test("a site's own handler that fails behind a 200 is not taken for success", async () => {
      await using server = await site.start({ TEST_HANDLER: "composed", TEST_STORE_AWAY: "1" });
      const { status, ending } = await server.push("cache.revalidate", { tags: ["articles"] });
      assert.equal(status, 200);
      assert.equal(ending.outcome, "retry");
      assert.match(String(ending.reason), /handler cacheHandler failed: redis is down/);
    });

    test("a site's own handler that works is confirmed", async () => {
      await using server = await site.start({ TEST_HANDLER: "composed" });
      await site.write("composed");
      assert.equal((await server.push("cache.revalidate", { tags: ["articles"] })).ending.outcome, "done");
      assert.equal((await server.visit("/articles")).shows, "composed");
    });

    test("without the cache handler the page tells", async () => {
      await using server = await site.start({ TEST_HANDLER: "none" });
      await server.visit("/articles");
      await site.write("told");
      const data = { tags: ["articles"], warm: ["/articles"] };
      const { lines, ending } = await server.push("cache.revalidate", data);
      assert.deepEqual(ending, { outcome: "done" });
      assert.match(
        String(lines.at(-2)!.note),
        /^no cache handler of towpath runs here; \/articles: 200, x-nextjs-cache/,
      );
      assert.equal((await server.visit("/articles")).shows, "told");
      for (const untold of [
        { tags: ["psots"], warm: ["/articles"] },
        { tags: ["articles"], warm: ["/dynamic"] },
      ]) {
        assert.equal((await server.push("cache.revalidate", untold)).ending.outcome, "retry");
      }
    });

    if (severalProcesses) {
      test("two processes of a host agree", async () => {
        await using one = await site.start();
        await using two = await site.start();
        const kept = [await one.visitUntilKept("/articles"), await two.visitUntilKept("/articles")];
        await site.write("both");
        assert.deepEqual([await one.visit("/articles"), await two.visit("/articles")], kept);
        const { ending } = await one.push("cache.revalidate", { tags: ["articles"] });
        assert.deepEqual(ending, { outcome: "done" });
        assert.deepEqual(await one.visit("/articles"), { shows: "both", cache: "MISS" });
        assert.equal((await two.visitUntil("/articles", "both")).shows, "both");
      });
    }

    test("what was confirmed stays so when the server restarts before anybody's visit", async () => {
      {
        await using server = await site.start();
        await server.push("cache.revalidate", { tags: ["articles"], warm: ["/articles"] });
        await site.write("restart");
        const { ending } = await server.push("cache.revalidate", { tags: ["articles"] });
        assert.equal(ending.outcome, "done");
      }
      await using server = await site.start();
      assert.equal((await server.visitUntil("/articles", "restart")).shows, "restart");
    });

    test("jobs of one moment make one call", async () => {
      await using server = await site.start();
      await server.push("cache.gathered", { tags: ["articles"] });
      const jobs = Array.from({ length: 40 }, () => server.push("cache.gathered", { tags: ["articles"] }));
      for (const { ending } of await Promise.all(jobs)) {
        assert.equal(ending.outcome, "done");
      }
      const calls = (await (await fetch(`${server.url}/api/towpath`)).json()) as string[];
      assert.ok(calls.length < 8, `${calls.length} calls for 41 jobs`);
    });
  });
}

/** And in one with `cacheComponents`, of Next.js 16. */
export function revalidationOfComponents(installation: Installation): void {
  describe("a site of Next.js 16 with cacheComponents", () => {
    let site: NextSite;
    before(async () => (site = await installation.build("components")));

    test("what use cache keeps is revalidated and confirmed by both handlers", async () => {
      await using server = await site.start();
      await server.visitUntilKept("/articles");
      await site.write("components");
      assert.equal((await server.visit("/articles")).shows, "built");
      const { lines, ending } = await server.push("cache.revalidate", {
        tags: ["articles"],
        warm: ["/articles"],
      });
      assert.deepEqual(ending, { outcome: "done" });
      assert.match(String(lines.at(-2)!.note), /^seen applied by cacheHandler, cacheHandlers; \/articles: 200/);
      assert.equal((await server.visit("/articles")).shows, "components");
    });

    test("two processes of a host agree on what use cache keeps", async () => {
      await using one = await site.start();
      await using two = await site.start();
      await one.push("cache.revalidate", { tags: ["articles"] });
      const kept = [await one.visitUntilKept("/articles"), await two.visitUntilKept("/articles")];
      await site.write("both");
      assert.deepEqual([await one.visit("/articles"), await two.visit("/articles")], kept);
      await two.push("cache.revalidate", { tags: ["articles"] });
      assert.equal((await two.visit("/articles")).shows, "both");
      assert.equal((await one.visitUntil("/articles", "both")).shows, "both");
    });
  });
}
