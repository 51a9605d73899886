import assert from "node:assert/strict";
import { test } from "node:test";
import { serve, servePages, type Handlers } from "../../src/next.js";
import { SIGN_OF_LIFE_MILLIS } from "../../src/serve/answer.js";
import { readAnswer, signedRequest, TEST_SECRET } from "../../src/testing.js";
import { appSite, event, pagesSite, type Site } from "./site.js";

const options = { secret: TEST_SECRET };

const ROUTERS: [string, (handlers: Handlers) => Promise<Site>][] = [
  ["App Router", (handlers) => appSite(serve(handlers, options))],
  ["Pages Router", (handlers) => pagesSite(servePages(handlers, options))],
];

for (const [router, open] of ROUTERS) {
  test(`${router}: without a word before the outcome the answer is one piece`, async () => {
    await using site = await open({ job: () => {} });
    const request = await signedRequest("job", { id: 42 }, { ...options, url: site.url });
    const response = await fetch(request);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/vnd.towpath.ack");
    assert.equal(response.headers.get("cache-control"), "no-store, no-transform");
    assert.deepEqual(await readAnswer(response, request), [{ outcome: "done" }]);
  });

  test(`${router}: the first line is there before the handler ends`, async () => {
    const read = event();
    await using site = await open({
      job: async (_, ctx) => {
        ctx.progress(0.5, "half of it");
        await read.happened;
        await ctx.checkpoint("row 500");
        return ctx.continue();
      },
    });
    const request = await signedRequest("job", null, { ...options, url: site.url });
    const response = await fetch(request);
    const reader = response.body!.getReader();
    const first = await reader.read();
    read.happens();
    const rest = await textOf(reader);
    const whole = new Response(new TextDecoder().decode(first.value) + rest);
    assert.deepEqual(await readAnswer(whole, request), [
      { progress: 0.5, note: "half of it" },
      { checkpoint: "row 500" },
      { outcome: "continue" },
    ]);
  });

  test(`${router}: a handler that throws behind a checkpoint says so in the stream`, async () => {
    await using site = await open({
      job: async (_, ctx) => {
        await ctx.checkpoint("row 500");
        throw new Error("row 501 is broken");
      },
    });
    const request = await signedRequest("job", null, { ...options, url: site.url });
    const response = await fetch(request);
    assert.equal(response.status, 200);
    const [checkpoint, outcome] = await readAnswer(response, request);
    assert.deepEqual(checkpoint, { checkpoint: "row 500" });
    assert.equal(outcome!.reason, "Error: row 501 is broken");
  });

  for (const streams of [false, true]) {
    const when = streams ? "while the answer is a stream" : "before the answer has begun";
    test(`${router}: a worker that hangs up ${when} aborts ctx.signal, and the handler goes on`, async () => {
      const began = event();
      const aborted = event<unknown>();
      const wentOn = event();
      await using site = await open({
        job: async (_, ctx) => {
          if (streams) {
            ctx.progress(0);
          }
          ctx.signal.addEventListener("abort", () => aborted.happens(ctx.signal.reason));
          began.happens();
          await aborted.happened;
          await ctx.checkpoint("nobody hears it");
          wentOn.happens();
        },
      });
      const worker = new AbortController();
      const request = await signedRequest("job", null, { ...options, url: site.url, signal: worker.signal });
      const answer = fetch(request).then((response) => response.text());
      await began.happened;
      worker.abort();
      await assert.rejects(answer, { name: "AbortError" });
      assert.match(String(await aborted.happened), /the worker hung up/);
      await wentOn.happened;
    });
  }
}

test("Pages Router: of a body that Next.js parsed the answer says what to add", async () => {
  const handle = servePages({ job: () => assert.fail("it ran") }, options);
  await using site = await pagesSite((req, res) =>
    handle(Object.assign(req, { body: { parsed: true } }), res),
  );
  const response = await fetch(await signedRequest("job", null, { ...options, url: site.url }));
  assert.equal(response.status, 503);
  const problem = (await response.json()) as { code: string; detail: string };
  assert.equal(problem.code, "body-parsed");
  assert.match(problem.detail, /export const config = \{ api: \{ bodyParser: false \} \};/);
});

test("a stream that its reader gives up aborts ctx.signal", async () => {
  const aborted = event<unknown>();
  const route = serve(
    {
      job: async (_, ctx) => {
        ctx.signal.addEventListener("abort", () => aborted.happens(ctx.signal.reason));
        ctx.progress(0);
        await aborted.happened;
        ctx.progress(1);
      },
    },
    options,
  );
  const response = await route(await signedRequest("job", null, { ...options, timeoutMillis: 5000 }));
  await response.body!.cancel();
  assert.match(String(await aborted.happened), /the worker hung up/);
});

test("while nothing is said an empty line every 10 s says that somebody is there", async () => {
  const waits: { millis: number; run: () => void }[] = [];
  const clock = {
    now: () => Date.now(),
    after(millis: number, run: () => void) {
      const wait = { millis, run };
      waits.push(wait);
      return () => void waits.splice(waits.indexOf(wait) >>> 0, 1);
    },
  };
  const read = event();
  const route = serve(
    {
      job: async (_, ctx) => {
        ctx.progress(0);
        await read.happened;
      },
    },
    { ...options, clock },
  );
  const request = await signedRequest("job", null, options);
  const reader = (await route(request)).body!.getReader();
  const line = new TextDecoder().decode((await reader.read()).value);
  for (let times = 0; times < 2; times++) {
    const sign = waits.find((wait) => wait.millis === SIGN_OF_LIFE_MILLIS)!;
    waits.splice(waits.indexOf(sign), 1);
    sign.run();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "\n");
  }
  read.happens();
  assert.deepEqual(await readAnswer(new Response(line + (await textOf(reader))), request), [
    { progress: 0 },
    { outcome: "done" },
  ]);
  assert.deepEqual(waits, [], "every wait was called off");
});

test("lines keep their order, also when nobody waits for each", async () => {
  const route = serve(
    {
      job: (_, ctx) => {
        for (let row = 0; row < 50; row++) {
          void ctx.checkpoint(String(row));
        }
      },
    },
    options,
  );
  const request = await signedRequest("job", null, options);
  const lines = await readAnswer(await route(request), request);
  assert.deepEqual(
    lines.slice(0, -1).map((line) => Number(line.checkpoint)),
    Array.from({ length: 50 }, (_, row) => row),
  );
});

test("an answer stays within 4 MiB, and its last checkpoint is the last one that was said", async () => {
  const cursor = (row: number) => String(row).padStart(4096, "x");
  const route = serve(
    {
      job: async (_, ctx) => {
        for (let row = 0; row < 1200; row++) {
          await ctx.checkpoint(cursor(row));
        }
      },
    },
    options,
  );
  const request = await signedRequest("job", null, options);
  const body = await (await route(request)).text();
  assert.ok(body.length < 4 * 1024 * 1024, `${body.length} bytes`);
  const lines = await readAnswer(new Response(body), request);
  assert.deepEqual(lines.slice(-2), [{ checkpoint: cursor(1199) }, { outcome: "done" }]);
});

async function textOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    text += decoder.decode(read.value, { stream: true });
  }
  return text;
}
