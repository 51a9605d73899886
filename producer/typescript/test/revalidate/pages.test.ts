import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { revalidate } from "../../src/next.js";
import { runJob } from "../../src/testing.js";
import { cacheWatch } from "../../src/revalidate/cacheWatch.js";
import { siteOf } from "./playedNext.js";
import { HastyClock } from "./turnedClock.js";

const HIT = { "x-nextjs-cache": "HIT", etag: '"old"' };
const next = { revalidateTag() {}, revalidatePath() {} };

const site = { variable: process.env.TOWPATH_SITE, port: process.env.PORT };
afterEach(() => {
  for (const [name, value] of [
    ["TOWPATH_SITE", site.variable],
    ["PORT", site.port],
  ] as const) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }
});

/** A revalidation where no cache handler tells; the page says in turn what is given. */
async function confirm(...answers: Record<string, string | number>[]) {
  assert.equal(cacheWatch(), undefined);
  await using page = await siteOf(...answers);
  const handler = revalidate(next, { clock: new HastyClock(), site: page.url, confirmWithin: "2s" });
  const run = await runJob({ job: handler }, "job", { tags: ["articles"], warm: ["/articles"] });
  return { ...run, asked: page.asked.length, note: run.progress.at(-1)?.note };
}

test("without a cache handler a page that was kept and is made anew confirms it, and the job says so", async () => {
  const { outcome, note } = await confirm(HIT, HIT, { "x-nextjs-cache": "MISS", etag: '"new"' });
  assert.equal(outcome, "done");
  assert.equal(note, "no cache handler of towpath runs here; /articles: 200, x-nextjs-cache: MISS");
});

test("a page that somebody else has had made anew confirms it by being another", async () => {
  assert.equal((await confirm(HIT, { ...HIT, etag: '"new"' })).outcome, "done");
});

test("a page that was stale and is kept again confirms it", async () => {
  assert.equal((await confirm(HIT, { ...HIT, "x-nextjs-cache": "STALE" }, HIT)).outcome, "done");
});

test("a page that was not kept yet is visited before, so that it can tell", async () => {
  const miss = { "x-nextjs-cache": "MISS", etag: '"old"' };
  const { outcome, asked } = await confirm(miss, HIT, miss);
  assert.equal(outcome, "done");
  assert.equal(asked, 3);
});

test("a page that comes out of the cache as before is not taken for success", async () => {
  const { outcome, reason } = await confirm(HIT);
  assert.equal(outcome, "retry");
  assert.equal(
    reason,
    "no cache handler of towpath runs here; not seen new within 2000 ms: /articles: 200, x-nextjs-cache: HIT",
  );
});

test("a page that is made anew at each visit tells nothing", async () => {
  for (const answer of [{}, { "x-nextjs-cache": "MISS" }, { status: 404 }]) {
    const { outcome, reason } = await confirm(answer as Record<string, string | number>);
    assert.equal(outcome, "retry");
    assert.match(
      reason!,
      /a page tells of the cache only when it comes out of it, and before the call it did not: /,
    );
  }
});

test("the cache of a CDN in front counts before the site's own", async () => {
  const { outcome } = await confirm(
    { ...HIT, "x-vercel-cache": "HIT" },
    { ...HIT, "x-vercel-cache": "MISS" },
  );
  assert.equal(outcome, "done");
});

test("where neither a cache handler nor a page can tell, that is the reason", async () => {
  const run = await runJob({ job: revalidate(next) }, "job", { tags: ["articles"] });
  assert.equal(run.outcome, "retry");
  assert.match(run.reason!, /there is no page to fetch: set cacheHandler in next.config, or warm/);
});

test("where the site is stands in TOWPATH_SITE, or is where next start listens", async () => {
  await using page = await siteOf(HIT, { "x-nextjs-cache": "MISS" });
  const handler = revalidate(next, { clock: new HastyClock() });
  process.env.TOWPATH_SITE = "";
  process.env.PORT = new URL(page.url).port;
  assert.equal((await runJob({ job: handler }, "job", { paths: ["/blog"] })).outcome, "done");
  delete process.env.PORT;
  const lost = await runJob({ job: handler }, "job", { paths: ["/blog"] });
  assert.match(
    lost.reason!,
    /\/blog: the site's own address is not known: set TOWPATH_SITE, or the option site/,
  );
});

test("a worker that hangs up is not waited for", async () => {
  await using page = await siteOf(HIT);
  const hungUp = new AbortController();
  const handler = revalidate({ ...next, revalidateTag: () => hungUp.abort() }, { site: page.url });
  const run = await runJob({ job: handler }, "job", { tags: ["a"], warm: ["/a"] }, { hungUp: hungUp.signal });
  assert.equal(run.outcome, "retry");
});
