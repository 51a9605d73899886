import assert from "node:assert/strict";
import { test } from "node:test";
import { TYPE_DEFAULTS } from "../../bin/dev/config/settings.js";
import { Book } from "../../bin/dev/engine/book.js";
import { failed, type End, type Job } from "../../bin/dev/engine/job.js";
import { newJob } from "../../bin/dev/engine/newJob.js";
import { pauseAfter } from "../../bin/dev/engine/retry.js";

const NOW = 1_795_309_200_000;
const DRAFT = {
  ...{ type: "publish", data: 1, group: "", dedupKey: "k", queue: "", batch: "", tags: [], deployment: "" },
  ...{ dueAt: 0, expiresAt: 0, traceparent: "", problems: [] },
};
const FAILED = failed("TP-3001", "no ink");

function job(id: string): Job {
  const who = { id, queue: "default", client: "site", checksum: "7" };
  return newJob(DRAFT, who, TYPE_DEFAULTS, undefined, NOW);
}

test("of jobs that ended the oldest are forgotten when there are too many, dead letters last", () => {
  const book = new Book();
  const end = (id: string, state: End) => {
    const one = job(id);
    book.put(one);
    one.state = state;
    book.ended(one);
  };
  book.put(job("waits"));
  end("dead", "dead");
  end("first", "done");
  for (let i = 0; i < 9_999; i++) {
    end(`job ${i}`, "done");
  }
  assert.equal(book.find("first"), undefined);
  assert.equal(book.find("dead")?.state, "dead");
  assert.equal(book.find("waits")?.state, "accepted");
  assert.equal([...book.all()].length, 10_001);
});

test("a key takes effect once until its window is over", () => {
  const book = new Book();
  const one = job("a");
  book.put(one);
  one.state = "done";
  assert.equal(book.judge("a", "7", NOW + TYPE_DEFAULTS.dedupWindow - 1), "repeat");
  assert.equal(book.judge("a", "8", NOW), "conflict");
  assert.equal(book.judge("a", "8", NOW + TYPE_DEFAULTS.dedupWindow), "new");
  assert.equal(book.judge("b", "7", NOW), "new");
});

test("pauses grow by their factor up to the longest, less what is left to chance", () => {
  const type = { ...TYPE_DEFAULTS, attempts: 9, backoff: 1000, backoffFactor: 4, backoffMax: 10_000 };
  const pauses = (jitter: string, chance: number) =>
    [1, 2, 3].map((attempt) =>
      pauseAfter({ ...job("a"), attempt }, FAILED, { ...type, jitter }, NOW, chance),
    );
  assert.deepEqual(pauses("none", 1), [1000, 4000, 10_000]);
  assert.deepEqual(pauses("half", 1), [500, 2000, 5000]);
  assert.deepEqual(pauses("full", 1), [0, 0, 0]);
  assert.deepEqual(pauses("full", 0.25), [750, 3000, 7500]);
});

test("a handler may ask for more patience, of a day at most", () => {
  const asked = (afterMillis: number) =>
    pauseAfter({ ...job("a"), attempt: 1 }, { ...FAILED, afterMillis }, TYPE_DEFAULTS, NOW, 0);
  assert.deepEqual([asked(500), asked(5000), asked(1e12)], [1000, 5000, 86_400_000]);
});

test("there is no further attempt of what is too old, unless somebody has it run again", () => {
  const type = { ...TYPE_DEFAULTS, maxAge: 60_000 };
  const old = { ...job("a"), attempt: 1 };
  assert.equal(pauseAfter(old, FAILED, type, NOW + 59_000, 0), 1000);
  assert.equal(pauseAfter(old, FAILED, type, NOW + 59_001, 0), undefined);
  assert.equal(pauseAfter({ ...old, replayed: true }, FAILED, type, NOW + 59_001, 0), 1000);
});
