import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { recordingClient, runJob, type RecordingClient } from "towpath/testing";
import { handlersOf, type Reach } from "../jobs/handlers.ts";
import { mailsIn } from "../mail/kept.ts";
import { openMailbox } from "../mail/mailbox.mjs";
import { smtp } from "../mail/mailer.ts";
import { siteIn, type Site } from "../store/site.ts";

const folders: string[] = [];
let site: Site;
let client: RecordingClient;
let handlers: ReturnType<typeof handlersOf>;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "lock-and-weir-"));
  folders.push(folder);
  site = siteIn(folder);
  client = recordingClient();
  const reach: Reach = {
    site: () => site,
    client,
    mailer: smtp,
    pause: async () => {},
  };
  handlers = handlersOf(reach);
});

after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const LOCKS = { slug: "locks", version: 2, title: "Locks", text: "A step at a time.", author: "ada" };

test("an article is stored, and what comes of it are jobs of their own", async () => {
  const run = await runJob(handlers, "article.publish", LOCKS);
  assert.equal(run.outcome, "done");
  assert.equal((await site.articles.get("locks"))?.title, "Locks");
  const day = (await site.articles.get("locks"))!.publishedAt.slice(0, 10);
  assert.deepEqual(run.emitted, [
    { type: "article.index", data: { slug: "locks" } },
    { type: "article.revalidate", data: { tags: ["articles", "article:locks"] } },
    { type: "digest.mail", data: { reader: "ada", day }, dedupKey: `ada-${day}` },
    { type: "digest.mail", data: { reader: "grace", day }, dedupKey: `grace-${day}` },
    { type: "digest.mail", data: { reader: "edsger", day }, dedupKey: `edsger-${day}` },
  ]);
});

test("an older version that comes late does not take a newer one's place", async () => {
  await runJob(handlers, "article.publish", LOCKS);
  await runJob(handlers, "article.publish", { ...LOCKS, version: 1, title: "Lochs" });
  assert.equal((await site.articles.get("locks"))?.title, "Locks");
});

test("an article is found by its words once it is in the index", async () => {
  await runJob(handlers, "article.publish", LOCKS);
  assert.deepEqual(await site.search.find("step lock"), []);
  await runJob(handlers, "article.index", { slug: "locks" });
  await runJob(handlers, "article.index", { slug: "locks" });
  assert.deepEqual(
    (await site.search.find("step lock")).map(({ slug }) => slug),
    ["locks"],
  );
  assert.deepEqual(await site.search.find("weir"), []);
});

test("an import goes on slice by slice, and a broken row becomes a job of its own", async () => {
  const data = { run: "r1", file: "features.ndjson", by: "grace" };
  const parts: number[] = [];
  let run = await runJob(handlers, "article.import", data);
  for (let slices = 1; run.outcome === "continue"; slices++) {
    assert.ok(slices < 10, "it ends");
    parts.push(run.progress.at(-1)!.part);
    run = await runJob(handlers, "article.import", data, { cursor: run.checkpoints.at(-1)! });
  }
  assert.equal(run.outcome, "done");
  assert.deepEqual(parts, [50 / 176, 100 / 176, 150 / 176]);
  assert.deepEqual(run.progress.at(-1), { part: 1, note: "176 of 176 rows, 4 refused" });
  assert.equal((await readdir(join(site.folder, "articles"))).length, 172);
  assert.deepEqual(
    client.jobs.map(({ type, options }) => [type, options.dedupKey, options.batch]),
    [32, 78, 119, 151].map((line) => ["import.row", `r1-${line}`, "r1"]),
  );
  assert.deepEqual(
    (await site.jobs.of("grace")).map(({ about }) => about).sort(),
    [119, 151, 32, 78].map((line) => `Line ${line} of features.ndjson`),
  );
  assert.deepEqual(
    run.emitted.map(({ type }) => type),
    ["article.index", "article.revalidate"],
  );
});

test("a slice that runs twice leaves what one run leaves", async () => {
  const data = { run: "r1", file: "features.ndjson", by: "grace" };
  await runJob(handlers, "article.import", data);
  await runJob(handlers, "article.import", data, { attempt: 2 });
  assert.equal(client.jobs.length, 1);
  assert.equal((await site.runs.get("r1"))?.refused.length, 1);
  assert.equal((await site.jobs.of("grace")).length, 1);
});

test("an import of a file that is not there is dead at once", async () => {
  const data = { run: "r1", file: "../package.json", by: "grace" };
  const run = await runJob(handlers, "article.import", data);
  assert.equal(run.outcome, "dead");
  assert.match(run.reason!, /no file '\.\.\/package\.json'/);
});

test("a broken row is dead, with what is wrong with it", async () => {
  const row = { id: "api.Lock", title: "Lock", url: "https://x.example/", support: { chrome: "1" } };
  const reasons: [string, RegExp][] = [
    ["{", /the row is not JSON/],
    [JSON.stringify({ ...row, id: "Lock" }), /the id is 'Lock', expected a path/],
    [JSON.stringify({ ...row, title: " " }), /the title of api\.Lock is ' ', expected some text/],
    [JSON.stringify({ ...row, url: "htps:/x" }), /is 'htps:\/x', expected one that begins with https/],
    [JSON.stringify({ ...row, support: {} }), /no browser has api\.Lock/],
  ];
  for (const [text, reason] of reasons) {
    const run = await runJob(handlers, "import.row", { run: "r1", line: 1, row: text });
    assert.equal(run.outcome, "dead");
    assert.match(run.reason!, reason);
  }
  const mended = await runJob(handlers, "import.row", { run: "r1", line: 1, row: JSON.stringify(row) });
  assert.equal(mended.outcome, "done");
  assert.equal((await site.articles.get("api-lock"))?.feature?.id, "api.Lock");
});

test("a digest that is sent twice is one mail in the mailbox, and can be read", async () => {
  const folder = join(site.folder, "mails");
  const mailbox = await openMailbox(folder);
  process.env.SMTP_URL = mailbox.url;
  try {
    const text = "Über Schleusen";
    await runJob(handlers, "article.publish", { ...LOCKS, title: text });
    const day = (await site.articles.get("locks"))!.publishedAt.slice(0, 10);
    for (let time = 0; time < 2; time++) {
      const run = await runJob(handlers, "digest.mail", { reader: "ada", day });
      assert.equal(run.outcome, "done", run.reason);
    }
    const mails = await mailsIn(folder);
    assert.equal(mails.length, 1);
    assert.equal(mails[0]!.to, "ada@lock-and-weir.example");
    assert.equal(mails[0]!.subject, `New on Lock & Weir, ${day}`);
    assert.match(mails[0]!.text, /Über Schleusen\r?\nby ada: \/articles\/locks/);
  } finally {
    delete process.env.SMTP_URL;
    await mailbox.close();
  }
});

test("a digest that no server takes is tried again", async () => {
  const run = await runJob(handlers, "digest.mail", { reader: "ada", day: "2026-11-28" });
  assert.equal(run.outcome, "retry");
  assert.match(run.reason!, /SMTP_URL is not set/);
});
