import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { client, clock, emulate, emulator, KEY, news, site } from "./bench.js";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Asks with headers that `fetch` does not let one set. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(emulator.url + path, { method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    asked.on("error", reject).end();
  });
}

test("the page shows what became of jobs, and nothing of a job is read as HTML", async () => {
  await emulate({ publish: { attempts: 1 } });
  site.serves({ publish: () => Promise.reject(new Error('<img src="x">')) });
  const { id } = await client.enqueue("publish", "<script>", { group: "<b>", dedupKey: "'&\"" });
  await news.of("dead");
  const { status, headers, text } = await ask("GET", "/");
  assert.equal(status, 200);
  assert.ok(text.includes(id) && text.includes("Run again") && text.includes("TP-3001"));
  assert.ok(text.includes("&#60;img src=&#34;x&#34;&#62;") && text.includes("group &#60;b&#62;"));
  assert.ok(!text.includes("<img") && !text.includes("<b>") && !text.includes('<script>"'));
  assert.match(
    String(headers["content-security-policy"]),
    /^default-src 'none'; .*script-src 'nonce-[^']{24}'$/,
  );
});

test("a body that turns out too large is refused, and its sender told", async () => {
  await emulate({ publish: {} });
  const body = new ReadableStream({
    start(stream) {
      stream.enqueue(new TextEncoder().encode(" ".repeat(2 ** 20 + 1)));
      stream.close();
    },
  });
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const answer = await fetch(`${emulator.url}/v1/jobs`, {
    method: "POST",
    headers,
    body,
    duplex: "half",
  } as RequestInit);
  assert.equal(answer.status, 413);
  assert.equal(((await answer.json()) as { code: string }).code, "TP-1002");
});

test("the rows alone can be taken, of one state or of all", async () => {
  await emulate({ publish: {} });
  site.serves({ publish: async () => {} });
  const first = await client.enqueue("publish", 1);
  await news.of("done");
  const later = await client.enqueue("publish", 2, { delay: "1h" });
  const all = (await ask("GET", "/rows")).text;
  assert.ok(all.startsWith("<nav>") && all.includes(first.id) && all.includes(later.id));
  const done = (await ask("GET", "/rows?state=done")).text;
  assert.ok(done.includes(first.id) && !done.includes(later.id));
  assert.ok((await ask("GET", "/rows?state=%3Cb")).text.includes("No jobs that are &#60;b"));
});

test("a dead letter runs again by its button, as the job's next generation", async () => {
  await emulate({ publish: { maxAge: 1000 } });
  site.serves({ publish: async (_, ctx) => ctx.dead("not yet") });
  const { id } = await client.enqueue("publish", {}, { dedupKey: "k" });
  await news.of("dead");
  clock.turn(86_400_000);
  site.serves({ publish: async () => {} });
  const answer = await ask("POST", `/again/${id}`, { origin: emulator.url, "sec-fetch-site": "same-origin" });
  assert.deepEqual([answer.status, answer.headers["location"]], [303, "/"]);
  await news.of("done");
  const status = await client.status(id);
  assert.deepEqual([status.state, status.generation, status.attempts], ["done", 1, 1]);
  assert.equal((await ask("POST", `/again/${id}`)).status, 404);
});

for (const [from, headers] of Object.entries({
  "another site": { "sec-fetch-site": "cross-site" },
  "another origin": { origin: "http://evil.example" },
  "an origin that is hidden": { origin: "null" },
  "a name that somebody has point here": { host: "evil.example" },
})) {
  test(`the button cannot be pressed from ${from}`, async () => {
    await emulate({ publish: {} });
    site.serves({ publish: async (_, ctx) => ctx.dead("no") });
    const { id } = await client.enqueue("publish", {});
    await news.of("dead");
    const { status } = await ask("POST", `/again/${id}`, headers as Record<string, string>);
    assert.equal(status, 403);
    assert.equal(news.count("again"), 0);
  });
}

test("the page is not shown under a name that somebody has point here", async () => {
  await emulate({});
  assert.equal((await ask("GET", "/", { host: "evil.example:8780" })).status, 403);
  assert.equal((await ask("GET", "/rows", { host: "evil.example" })).status, 403);
  assert.equal((await ask("GET", "/", { host: "localhost:8780" })).status, 200);
});
