import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { EpochLog, FAIL_OPEN_MILLIS } from "../../src/cache/epochLog.js";
import type { Durations } from "../../src/cache/epoch.js";
import { TurnedClock } from "../revalidate/turnedClock.js";
import { MemoryStore } from "./memoryStore.js";

/** The logs of two processes with one store, and what was replayed into the second one's handler. */
function processes(handler = "cacheHandler") {
  const store = new MemoryStore();
  const clock = new TurnedClock();
  const [mine, other] = [new EpochLog(store, "mine", clock), new EpochLog(store, "other", clock)];
  const replayed: [string[], Durations][] = [];
  const replayedIntoMine: string[] = [];
  mine.takePart(handler, async (tags) => void replayedIntoMine.push(...tags));
  other.takePart(handler, async (tags, durations) => void replayed.push([tags, durations]));
  return { store, clock, mine, other, replayed, replayedIntoMine };
}

const quiet = (t: { mock: typeof mock }) => t.mock.method(console, "warn", () => {});

test("what one process has applied is replayed into the others before they next read", async () => {
  const { mine, other, replayed, replayedIntoMine } = processes();
  await mine.apply("cacheHandler", ["articles", "a"], undefined);
  await other.catchUp();
  await other.catchUp();
  await mine.catchUp();
  assert.deepEqual(replayed, [[["articles", "a"], undefined]]);
  assert.deepEqual(replayedIntoMine, []);
});

test("what marks stale is replayed before what expires, which it would take back", async () => {
  const { mine, other, replayed } = processes();
  await mine.apply("cacheHandler", ["articles"], { expire: 0 });
  await mine.apply("cacheHandler", ["articles"], { expire: 60 });
  await other.catchUp();
  assert.deepEqual(replayed, [
    [["articles"], { expire: 60 }],
    [["articles"], { expire: 0 }],
  ]);
});

test("a process that starts later takes over what was applied before", async () => {
  const { store, mine } = processes();
  await mine.apply("cacheHandler", ["articles"], undefined);
  const late = new EpochLog(store, "late");
  await late.catchUp();
  const replayed: string[][] = [];
  late.takePart("cacheHandler", async (tags) => void replayed.push(tags));
  await late.catchUp();
  assert.deepEqual(replayed, [["articles"]]);
});

test("an epoch is seen applied when it was read back, and only since it was asked for", async () => {
  const { mine, other } = processes();
  await mine.apply("cacheHandler", ["articles"], undefined);
  assert.equal(mine.applied("articles", 0).length, 1);
  const mark = mine.mark();
  assert.deepEqual(mine.applied("articles", mark), []);
  await other.apply("cacheHandler", ["articles"], undefined);
  await mine.catchUp();
  assert.deepEqual(mine.applied("articles", mark), [], "another process' does not say what this one did");
  await mine.apply("cacheHandler", ["articles"], { expire: 60 });
  assert.deepEqual(
    mine.applied("articles", mark).map(({ handler, expire }) => [handler, expire]),
    [["cacheHandler", 60]],
  );
});

test("a store that takes an epoch and loses it shows none", async () => {
  const { store, mine } = processes();
  store.loses = true;
  await mine.apply("cacheHandler", ["articles"], undefined);
  assert.deepEqual(mine.applied("articles", 0), []);
});

test("reads go on when the store keeps silent for 5 ms, and take it over when it answers", async () => {
  const { store, clock, mine, other, replayed } = processes();
  await mine.apply("cacheHandler", ["articles"], undefined);
  let answer = () => {};
  store.silent = new Promise((resolve) => (answer = resolve));
  const read = other.catchUp();
  await clock.set(1);
  clock.turn(FAIL_OPEN_MILLIS);
  await read;
  assert.deepEqual(replayed, []);
  store.silent = undefined;
  answer();
  await other.catchUp();
  assert.deepEqual(replayed, [[["articles"], undefined]]);
});

test("reads go on when the store is away, and it is said once", async (t) => {
  const { store, mine } = processes();
  const warned = quiet(t);
  store.away = new Error("EACCES: no such luck");
  await mine.catchUp();
  await mine.catchUp();
  await mine.apply("cacheHandler", ["articles"], undefined);
  mine.use(["articles"]);
  assert.equal(warned.mock.callCount(), 2);
  assert.match(String(warned.mock.calls[0]!.arguments[0]), /could not be read: EACCES.*served all the same/);
  assert.match(mine.failure(0)!, /the store of epochs failed: EACCES/);
  assert.equal(mine.failure(mine.mark() + 1), undefined);
});

test("a handler that refuses what others applied does not hold back reads", async (t) => {
  const { mine, other } = processes();
  quiet(t);
  other.takePart("cacheHandler", () => Promise.reject(new Error("redis is down")));
  await mine.apply("cacheHandler", ["articles"], undefined);
  await other.catchUp();
  assert.match(other.failure(0)!, /the handler cacheHandler failed: redis is down/);
});

test("a tag is used when any process on the store saw it, or the build has it", async () => {
  const { mine, other } = processes();
  mine.use(["articles"]);
  mine.use(["articles", "a"]);
  assert.equal(await mine.isUsed("articles"), true);
  let asked = 0;
  other.askForOthers(async () => [`built-${++asked}`]);
  assert.deepEqual(await Promise.all(["a", "psots", "built-1"].map((tag) => other.isUsed(tag))), [
    true,
    false,
    true,
  ]);
  assert.equal(asked, 1);
});

test("a tag beyond ASCII is the same as it is, as Next.js 15 has it, and encoded, as 16 has it", async () => {
  const { mine } = processes();
  for (const [written, asked] of [
    ["überschrift", "%C3%BCberschrift"],
    ["%E2%82%AC", "€"],
  ] as const) {
    mine.use([written]);
    await mine.apply("cacheHandler", [written], undefined);
    assert.equal(mine.applied(asked, 0).length, 1);
    assert.equal(await mine.isUsed(asked), true);
  }
});
