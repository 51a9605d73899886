import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { parseEnv } from "../../bin/dev/config/environment.js";
import { createClient } from "../../src/index.js";
import { serve } from "../../src/next.js";
import { TEST_SECRET } from "../../src/testing.js";
import { freshFolder, PACKAGE, write } from "../compiler.js";
import { appSite } from "../serve/site.js";

const COMMAND = join(PACKAGE, "dist/bin/towpath.js");
const NO_VARIABLES = { PATH: process.env["PATH"]! };

let child: ChildProcess | undefined;
afterEach(() => void child?.kill());

/** Starts `towpath dev`. @returns reads what it prints until a text is there */
function dev(folder: string, ...words: string[]): (text: string) => Promise<string> {
  child = spawn(process.execPath, [COMMAND, "dev", "--port", "0", ...words], {
    cwd: folder,
    env: NO_VARIABLES,
  });
  let out = "";
  let look = () => {};
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
      look();
    });
  }
  return async (text) => {
    while (!out.includes(text)) {
      await new Promise<void>((resolve) => (look = resolve));
    }
    return out;
  };
}

test("without a file it does any job, and makes what the site has to know", async () => {
  const folder = freshFolder("dev");
  const printed = dev(folder);
  const screen = await printed(".env.local.");
  assert.ok(screen.includes("any: there is no towpath.yaml here"));
  const env = parseEnv(readFileSync(join(folder, ".towpath/site.env"), "utf8"));
  await using site = await appSite(
    serve({ "hello.say": async () => {} }, { secret: env["TOWPATH_SIGNING_SECRET"]! }),
  );
  child!.kill();
  const second = dev(folder, "--site", site.url);
  const [, url] = /gateway {2}(\S+)/.exec(await second("Ctrl-C"))!;
  const client = createClient({ url: url!, key: env["TOWPATH_KEY"]!, deployment: "" });
  const { id } = await client.enqueue("hello.say", { name: "world" });
  const out = await second("done ");
  assert.match(out, new RegExp(`accepted  hello\\.say ${id}\\n`));
  assert.match(
    out,
    new RegExp(
      `\\d\\d:\\d\\d:\\d\\d done      hello\\.say ${id}  attempt 1, \\d+ ms after it first began\\n`,
    ),
  );
  child!.kill("SIGTERM");
  assert.equal(await new Promise((resolve) => child!.once("exit", resolve)), 0);
});

test("with a file it tells what it does not do", async () => {
  const folder = freshFolder("dev");
  const types = 'article.publish: {payload: avro}\n  mail.send: {target: ""}\n';
  write(folder, {
    "towpath.yaml": `types:\n  ${types}`,
    ".env.local": `TOWPATH=http://127.0.0.1:1\nTOWPATH_KEY=tp_dev_x\nTOWPATH_SIGNING_SECRET=${TEST_SECRET}`,
  });
  const screen = await dev(folder)("asks there, not here.");
  assert.ok(screen.includes("Nobody does article.publish, mail.send here"));
  assert.ok(screen.includes("Payloads of article.publish are not checked"));
});

test("a port that is taken is told, and nothing is started", async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const { port } = taken.address() as AddressInfo;
  const run = towpath(freshFolder("dev"), "dev", "--port", String(port));
  taken.close();
  assert.equal(run.status, 1);
  assert.match(
    run.stderr,
    new RegExp(`^TP-5005 port ${port} of 127\\.0\\.0\\.1 is taken.*choose another with --port`),
  );
});

for (const [what, files, words, expected] of [
  ["a file that is wrong", { "towpath.yaml": "typs: {}" }, [], /^TP-5001 .*did you mean 'types'\?/s],
  ["a file that is not there", {}, ["--config", "no.yaml"], /^TP-5001 no\.yaml cannot be read/],
  ["a key that is none", { ".env.local": "TOWPATH_KEY=x" }, [], /^TP-5001 TOWPATH_KEY is no API key/],
  [
    "a secret that is none",
    { ".env": "TOWPATH_SIGNING_SECRET=x" },
    [],
    /^TP-5001 the signing secret of target site/,
  ],
] as const) {
  test(`${what} is told, and nothing is started`, () => {
    const folder = freshFolder("dev");
    write(folder, files as Record<string, string>);
    const run = towpath(folder, "dev", "--port", "0", ...words);
    assert.equal(run.status, 1);
    assert.match(run.stderr, expected);
  });
}

test("words that are not understood are told, with how it is written", () => {
  const folder = freshFolder("dev");
  assert.match(
    towpath(folder, "dev", "--prot", "1").stderr,
    /^TP-5011 Unknown option '--prot'.*towpath dev \[--port/s,
  );
  assert.match(towpath(folder, "dev", "--port", "x").stderr, /^TP-5011 expected a --port from 0 to 65535/);
  assert.match(
    towpath(folder, "dve").stderr,
    /^TP-5011 expected one of the commands types, init, dev, got 'dve'/,
  );
  assert.equal(towpath(folder, "dve").status, 2);
  assert.ok(towpath(folder, "--help").stdout.includes("towpath init"));
  assert.ok(towpath(folder, "dev", "--help").stdout.includes("--site ADDRESS"));
});

function towpath(folder: string, ...words: string[]) {
  return spawnSync(process.execPath, [COMMAND, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: NO_VARIABLES,
  });
}
