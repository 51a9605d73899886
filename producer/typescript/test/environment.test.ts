import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { createClient, enqueue, status } from "../src/index.js";
import { PlayedGateway } from "./playedGateway.js";

let gateway: PlayedGateway;
before(async () => {
  gateway = await PlayedGateway.start();
});
after(() => gateway.stop());
afterEach(() => {
  for (const name of Object.keys(process.env).filter((name) => /^(TOWPATH|VERCEL_|NEXT_)/.test(name))) {
    delete process.env[name];
  }
});

test("the environment is read at first use, not when the module is loaded", async () => {
  process.env["TOWPATH"] = `${gateway.url}/`;
  process.env["TOWPATH_KEY"] = "tp_a_1";
  process.env["NEXT_DEPLOYMENT_ID"] = "dpl-1";
  await enqueue("t", 1);
  await enqueue("t", 1, { deployment: "another" });
  const [first, second] = gateway.requests.splice(0);
  assert.equal(first!.path, "/v1/jobs");
  assert.equal(first!.headers.authorization, "Bearer tp_a_1");
  assert.equal(first!.jobs[0]!["deployment"], "dpl-1");
  assert.equal(second!.jobs[0]!["deployment"], "another");
});

test("a preview submits under its host, so that its jobs come back to it", async () => {
  process.env["TOWPATH"] = gateway.url;
  process.env["TOWPATH_KEY"] = "tp_a_1";
  process.env["NEXT_DEPLOYMENT_ID"] = "dpl-1";
  process.env["VERCEL_URL"] = "site-git-fix-team.vercel.app";
  process.env["VERCEL_ENV"] = "production";
  await enqueue("t", 1);
  process.env["VERCEL_ENV"] = "preview";
  await enqueue("t", 1);
  process.env["TOWPATH_DEPLOYMENT"] = "pr-7.example.org";
  await enqueue("t", 1);
  assert.deepEqual(
    gateway.requests.splice(0).map(({ jobs }) => jobs[0]!["deployment"]),
    ["dpl-1", "site-git-fix-team.vercel.app", "pr-7.example.org"],
  );
});

test("TOWPATH_URL says the same as TOWPATH", async () => {
  process.env["TOWPATH_URL"] = gateway.url;
  process.env["TOWPATH_KEY"] = "tp_a_1";
  assert.equal((await status("default_0_x")).state, "accepted");
});

test("a variable that is missing is named", async () => {
  await assert.rejects(() => enqueue("t", 1), {
    code: "TP-8001",
    retryable: false,
    message:
      "Nothing was sent: expected the gateway's base URL, such as http://127.0.0.1:8780, in the environment variable" +
      " TOWPATH, got nothing. Set TOWPATH on the server (no NEXT_PUBLIC_), or use createClient({ url, key })",
  });
  process.env["TOWPATH"] = gateway.url;
  await assert.rejects(() => enqueue("t", 1), { code: "TP-8001", message: /TOWPATH_KEY, got nothing/ });
});

test("an option that is out of its range is named", () => {
  assert.throws(() => createClient({ tries: 0 }), {
    code: "TP-8001",
    message: "createClient: expected a whole number of 1 to 20 as 'tries', got 0",
  });
});
