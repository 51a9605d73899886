import assert from "node:assert/strict";
import { test } from "node:test";
import { revalidate, serve, type RevalidateData, type RevalidateOptions } from "../../src/next.js";
import { EpochLog } from "../../src/cache/epochLog.js";
import { showCacheWatch } from "../../src/revalidate/cacheWatch.js";
import { readAnswer, signedRequest, TEST_SECRET } from "../../src/testing.js";
import { PlayedNext, siteOf } from "./playedNext.js";
import { HastyClock, TurnedClock } from "./turnedClock.js";

/** For what is never seen: the time for it is over at once. */
const impatient = { clock: new HastyClock(5000) };

/** Gives a revalidation to a real route, as a worker does, and the calls to Next.js when the answer begins. */
async function order(next: PlayedNext, data: RevalidateData | unknown, options: RevalidateOptions = {}) {
  return orders(next, [data], options).then(([ending]) => ending!);
}

async function orders(next: PlayedNext, all: unknown[], options: RevalidateOptions, allThere = () => {}) {
  const handler = revalidate(next.functions, { clock: new HastyClock(), ...options });
  let there = 0;
  const wrap = async (run: () => Promise<void>) => {
    const ran = run();
    if (++there === all.length) {
      allThere();
    }
    await ran;
  };
  const route = serve({ "cache.revalidate": handler }, { secret: TEST_SECRET, wrap });
  return Promise.all(
    all.map(async (data) => {
      const request = await signedRequest("cache.revalidate", data, { secret: TEST_SECRET });
      const response = await route(request);
      await next.flush();
      const lines = await readAnswer(response, request);
      const { outcome, reason = "" } = lines.at(-1)! as { outcome: string; reason?: string };
      return { outcome, reason, note: String(lines.at(-2)?.note) };
    }),
  );
}

test("a job is done when each tag and path is seen applied, and at once", async () => {
  using next = new PlayedNext();
  const ending = await order(next, { tags: ["articles", "a"], paths: ["/blog"] });
  assert.deepEqual(ending, { outcome: "done", reason: "", note: "seen applied by cacheHandler" });
  assert.deepEqual(next.tags, [
    ["articles", { expire: 0 }],
    ["a", { expire: 0 }],
  ]);
  assert.deepEqual(next.paths, ["/blog"]);
});

test("a payload that is wrong is a dead letter that says what was expected, and nothing is called", async () => {
  using next = new PlayedNext();
  const { outcome, reason } = await order(next, { tags: ["articles"], profile: "nope" });
  assert.equal(outcome, "dead");
  assert.match(reason, /payload of a revalidation is not as it must be: \/profile: expected one of now, max/);
  assert.deepEqual(next.tags, []);
});

test("a call that no handler hears of is not taken for success", async () => {
  using next = new PlayedNext();
  next.flush = async () => {};
  const { outcome, reason } = await order(
    next,
    { tags: ["articles"] },
    { ...impatient, confirmWithin: "2s" },
  );
  assert.equal(outcome, "retry");
  assert.equal(reason, "not seen applied within 2000 ms: articles by the handler cacheHandler");
});

test("a handler that throws is not taken for success, and its error is the reason", async (t) => {
  t.mock.method(console, "warn", () => {});
  using next = new PlayedNext();
  next.breakHandler("redis is down");
  const { outcome, reason } = await order(next, { tags: ["articles"] }, impatient);
  assert.equal(outcome, "retry");
  assert.match(reason, /not seen applied.*\. the handler cacheHandler failed: redis is down$/);
});

test("a store that loses what it takes is not taken for success", async () => {
  using next = new PlayedNext();
  next.store.loses = true;
  assert.equal((await order(next, { tags: ["articles"] }, impatient)).outcome, "retry");
});

test("a second handler that has not applied it is named", async () => {
  using next = new PlayedNext();
  next.log.takePart("cacheHandlers", async () => {});
  const { outcome, reason } = await order(next, { tags: ["articles"] }, impatient);
  assert.equal(outcome, "retry");
  assert.match(reason, /: articles by the handler cacheHandlers$/);
});

test("where no handler has taken part nothing is confirmed", async () => {
  using next = new PlayedNext();
  showCacheWatch(new EpochLog(next.store, "alone"));
  const { outcome, reason } = await order(next, { tags: ["articles"] }, impatient);
  assert.equal(outcome, "retry");
  assert.match(reason, /: articles by any handler$/);
});

test("an expiry that became a mark of staleness is not taken for success", async () => {
  using next = new PlayedNext();
  const { revalidateTag } = next.functions;
  next.functions.revalidateTag = (tag) => revalidateTag(tag, "max");
  const { outcome, reason } = await order(next, { tags: ["articles"] }, impatient);
  assert.equal(outcome, "retry");
  assert.match(
    reason,
    /articles by the handler cacheHandler, which only marked it stale, to expire in 31536000 s/,
  );
});

test("a tag that no cache entry has is not taken for success, unless the site says so", async () => {
  using next = new PlayedNext();
  const { outcome, reason } = await order(next, { tags: ["psots"] });
  assert.equal(outcome, "retry");
  assert.equal(
    reason,
    "psots: applied, and no cache entry has any of it, so no page has changed. Misspelled?",
  );
  assert.equal((await order(next, { tags: ["psots"] }, { unused: "done" })).outcome, "done");
});

test("where some tags are used the others are told", async () => {
  using next = new PlayedNext();
  const { outcome, note } = await order(next, { tags: ["articles", "new-article"] });
  assert.equal(outcome, "done");
  assert.equal(note, "seen applied by cacheHandler; no cache entry has new-article");
});

test("what Next.js throws fails the attempt", async () => {
  using next = new PlayedNext();
  next.functions.revalidateTag = (tag) => {
    throw new Error(`Invariant: static generation store missing in revalidateTag("${tag}")`);
  };
  const { outcome, reason } = await order(next, { tags: ["articles"] });
  assert.equal(outcome, "retry");
  assert.match(reason, /static generation store missing/);
});

test("jobs of one moment make one call for each tag, and each is done by what it asked for", async () => {
  using next = new PlayedNext();
  const clock = new TurnedClock();
  const many = [
    ...Array.from({ length: 50 }, () => ({ tags: ["articles", "a"] })),
    { tags: ["b", "a"], paths: ["/blog"] },
    { tags: ["psots"] },
  ];
  const ended = orders(next, many, { clock, gather: 20, confirmWithin: "1h" }, () => clock.turn(20));
  const outcomes = (await ended).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes, [...Array.from({ length: 51 }, () => "done"), "retry"]);
  assert.deepEqual(
    next.tags.map(([tag]) => tag),
    ["articles", "a", "b", "psots"],
  );
  assert.deepEqual(next.paths, ["/blog"]);
});

test("a job that comes when the calls were made makes its own", async () => {
  using next = new PlayedNext();
  const handler = revalidate(next.functions, { clock: new HastyClock() });
  const route = serve({ "cache.revalidate": handler }, { secret: TEST_SECRET });
  for (let i = 0; i < 2; i++) {
    const request = await signedRequest("cache.revalidate", { tags: ["articles"] }, { secret: TEST_SECRET });
    const response = await route(request);
    await next.flush();
    assert.equal((await readAnswer(response, request)).at(-1)!.outcome, "done");
  }
  assert.equal(next.tags.length, 2);
});

test("in one round the strictest profile of a tag counts, because a later one would take it back", async () => {
  using next = new PlayedNext();
  await using site = await siteOf({ "x-nextjs-cache": "HIT" });
  const clock = new TurnedClock();
  const both = [{ tags: ["a"], profile: "max", warm: ["/a"] }, { tags: ["a"] }];
  await orders(next, both, { clock, gather: 20, site: site.url }, () => clock.turn(20));
  assert.deepEqual(next.tags, [["a", { expire: 0 }]]);
});

test("warmed pages are fetched when it is applied, until they are not stale any more", async () => {
  using next = new PlayedNext();
  await using site = await siteOf({ "x-nextjs-cache": "STALE" }, { "x-nextjs-cache": "HIT" });
  const data = { tags: ["a"], profile: "max", warm: ["/a?page=2"] };
  const { outcome, note } = await order(next, data, { site: site.url });
  assert.equal(outcome, "done");
  assert.equal(note, "seen applied by cacheHandler; /a?page=2: 200, x-nextjs-cache: HIT");
  assert.deepEqual(site.asked, ["/a?page=2", "/a?page=2"]);
  assert.deepEqual(next.tags, [["a", "max"]]);
});

test("a page that stays stale, or fails, or is no page of the site, is not taken for success", async () => {
  for (const [answer, seen] of [
    [{ "x-nextjs-cache": "STALE" }, /\/a: 200, x-nextjs-cache: STALE$/],
    [{ status: 500 }, /\/a: 500, no cache header$/],
    [{ status: 307, location: "https://login.example" }, /\/a: 307, no cache header$/],
    [{}, /\/a: 200, no cache header$/],
  ] as const) {
    using next = new PlayedNext();
    await using site = await siteOf(answer as Record<string, string | number>);
    const data = { tags: ["a"], profile: "max", warm: ["/a"] };
    const { outcome, reason } = await order(next, data, { site: site.url });
    assert.equal(outcome, "retry");
    assert.match(reason, /^not seen new within 5000 ms: /);
    assert.match(reason, seen);
  }
});

test("a site that cannot be reached is told by the cause", async () => {
  using next = new PlayedNext();
  const site = await siteOf({});
  await site[Symbol.asyncDispose]();
  const { reason } = await order(next, { tags: ["a"], warm: ["/a"] }, { site: site.url });
  assert.match(reason, /\/a: .*ECONNREFUSED/);
});
