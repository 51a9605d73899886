import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { readAnswer, signedRequest, TEST_SECRET, type SignedRequestOptions } from "../src/testing.js";
import type { Installation, NextSite, Running } from "./nextSite.js";

const OTHER_SECRET = "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ=";

/** What a proxy lets through of a body: 10 MB. */
const CUT = 10 * 1024 * 1024;

/**
 * The routes of both routers, written in TypeScript, in a site whose proxy covers them.
 *
 * @param proxy what this Next.js has that file be called
 */
export function routes(installation: Installation, proxy: string): void {
  describe("a route that does jobs behind a proxy", () => {
    let site: NextSite;
    // Its type gate is a part of the build.
    before(async () => (site = await installation.build("routers", { "proxy.ts": proxy })));

    for (const [router, path] of [
      ["App Router", "/api/app"],
      ["Pages Router", "/api/pages"],
    ] as const) {
      test(`${router}: a signed push is handled, its outcome signed`, async () => {
        await using server = await site.start();
        const { request, response } = await push(server, path);
        assert.equal(response.status, 200);
        assert.equal(response.headers.get("test-proxy"), "was here");
        assert.deepEqual(await readAnswer(response, request), [
          { progress: 0.5, note: "publishing Locks" },
          { outcome: "done" },
        ]);
        assert.match(await server.stop(), /^publishing 42$/m);
      });

      test(`${router}: what is cut, stale or signed by somebody else is refused, and not run`, async () => {
        await using server = await site.start();
        const stale = Math.floor(Date.now() / 1000) - 301;
        const refusals = [
          await push(server, path, "x".repeat(CUT + 1)),
          await push(server, path, "Locks", { timestamp: stale }),
          await push(server, path, "Locks", { secret: OTHER_SECRET }),
        ].map(({ response }) => response);
        const problems = await Promise.all(refusals.map((refusal) => refusal.json()));
        assert.deepEqual(
          problems.map(({ status, code }) => [status, code]),
          [
            [400, "body-cut"],
            [401, "signature-stale"],
            [401, "signature-wrong"],
          ],
        );
        assert.deepEqual(
          refusals.map(({ status, headers }) => [status, headers.get("content-type")]),
          problems.map(({ status }) => [status, "application/problem+json"]),
        );
        assert.doesNotMatch(await server.stop(), /publishing/);
      });
    }
  });
}

async function push(
  server: Running,
  path: string,
  title = "Locks",
  options: SignedRequestOptions = {},
): Promise<{ request: Request; response: Response }> {
  const url = `${server.url}${path}`;
  const data = { id: 42, title };
  const request = await signedRequest("article.publish", data, { secret: TEST_SECRET, url, ...options });
  return { request, response: await fetch(request) };
}
