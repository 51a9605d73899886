import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach, test } from "node:test";
import { Emulator } from "../../bin/dev/emulator.js";
import { readJson } from "../../bin/dev/api/json.js";
import { CODES } from "../../bin/dev/api/codes.js";
import { DEFAULTS, TYPE_DEFAULTS } from "../../bin/dev/config/settings.js";
import { canonical, checksum } from "../../bin/dev/api/json.js";
import type { Clock } from "../../src/serve/clock.js";
import { serve } from "../../src/next.js";
import { TEST_SECRET } from "../../src/testing.js";
import { appSite } from "../serve/site.js";
import { isLike } from "./likeness.js";
import { standingClock } from "./standingClock.js";

const KEY = "tp_site_0123456789abcdefghijklmnopqrstuv";

/** A text, a part that is repeated, or a list of both. */
type Body = string | { repeat: string; times: number } | Body[];

interface Vector {
  name: string;
  request: { method: string; path: string; headers: Record<string, string>; body?: Body };
  answer: { status: number; headers: Record<string, string>; json: unknown[] };
}

let emulator: Emulator;
afterEach(() => emulator.close());

async function start(types: readonly string[], site?: string, clock?: Clock): Promise<void> {
  const target = { ...[...DEFAULTS.targets.values()][0]!, url: site ?? "" };
  const settings = {
    ...DEFAULTS,
    port: 0,
    others: undefined,
    targets: new Map([["site", target]]),
    types: new Map(types.map((type) => [type, { ...TYPE_DEFAULTS, target: "site" }])),
  };
  emulator = await Emulator.start({ settings, key: KEY, secret: TEST_SECRET, ...(clock && { clock }) });
}

test("every request of the vectors is answered as the gateway answers it", async () => {
  const vectors = JSON.parse(readFileSync("../../schemas/vectors/http.json", "utf8")) as {
    types: string[];
    cases: Vector[];
  };
  await start(vectors.types, undefined, standingClock);
  let location = "";
  for (const { name, request, answer } of vectors.cases) {
    const { status, headers, json } = await ask(request, location);
    location = headers.get("location") ?? location;
    const wrong = `${name}: expected ${JSON.stringify(answer)}, got ${status} ${JSON.stringify(json)}`;
    assert.ok(status === answer.status && isLike(answer.json, json), wrong);
    for (const [header, value] of Object.entries(answer.headers)) {
      assert.ok(isLike(value, headers.get(header)), `${wrong} with ${header} ${headers.get(header)}`);
    }
  }
});

test("every example of docs/http-api.md is answered as the page shows", async () => {
  await start(["article.publish"], undefined, standingClock);
  const page = readFileSync("../../docs/http-api.md", "utf8");
  const examples = [...page.matchAll(/```sh\n(curl[^]*?)```\n+```json (\d+)\n([^]*?)```/g)];
  assert.equal(examples.length, page.split("```sh\ncurl").length - 1);
  let location = "";
  for (const [, command, status, expected] of examples) {
    const answer = await ask(curl(command!), location);
    location = answer.headers.get("location") ?? location;
    assert.equal(answer.status, Number(status), command);
    assert.ok(isLike(values(expected!), answer.json), `${command}\ngot ${JSON.stringify(answer.json)}`);
  }
});

test("the package enqueues, asks and calls off as with a gateway", async () => {
  const done: unknown[] = [];
  await using site = await appSite(
    serve({ "article.publish": async (data) => void done.push(data) }, { secret: TEST_SECRET }),
  );
  await start(["article.publish"], site.url);
  // What NpmPackageTest of worker/e2e runs against a gateway and a worker.
  assert.deepEqual(await run("client.mjs"), [
    "same true",
    'state "done"',
    'state "done"',
    'wrong ["TP-1006",422,false]',
    'conflict "TP-1010"',
    "many 3000",
    'results ["stored","TP-1006"]',
    'later "accepted"',
  ]);
});

test("events of the package cloudevents are taken in all modes", async () => {
  await start(["article.publish"], undefined, standingClock);
  const answers = await run("events.mjs");
  assert.equal(answers.length, 4);
  assert.match(answers[0]!, /^binary 202.*"duplicate":false/);
  assert.match(answers[1]!, /^structured 202/);
  assert.match(answers[2]!, /^batch 202.*"accepted":2/);
  assert.match(answers[3]!, /^binary 202.*"duplicate":true/);
});

test("its codes have the titles of docs/errors.md", async () => {
  await start([]);
  const errors = readFileSync("../../docs/errors.md", "utf8");
  for (const [code, { title }] of Object.entries(CODES)) {
    assert.ok(errors.includes(`| ${code} | ${title} | no |`), code);
  }
});

test("checksums are those of the vectors", async () => {
  await start([]);
  const { cases } = JSON.parse(readFileSync("../../schemas/vectors/canonical-json.json", "utf8")) as {
    cases: { json: string; canonical: string; checksum: string }[];
  };
  for (const each of cases) {
    const json = readJson(Buffer.from(each.json));
    assert.equal(canonical(json), each.canonical);
    assert.equal(checksum(json), each.checksum);
  }
});

async function ask(request: Vector["request"], location: string) {
  const headers: Record<string, string> = { authorization: `Bearer ${KEY}`, ...request.headers };
  Object.keys(headers).forEach((name) => headers[name] === "" && delete headers[name]);
  const answer = await fetch(emulator.url + request.path.replace("$LOCATION", location), {
    method: request.method,
    headers,
    // As bytes, so that nobody adds a content type.
    body: request.body === undefined ? null : new TextEncoder().encode(textOf(request.body)),
  });
  return { status: answer.status, headers: answer.headers, json: values(await answer.text()) };
}

function textOf(body: Body): string {
  return typeof body === "string"
    ? body
    : Array.isArray(body)
      ? body.map(textOf).join("")
      : body.repeat.repeat(body.times);
}

/** What a curl command would send. */
function curl(command: string): Vector["request"] {
  const [text, here] = command.split("<<'LINES'\n");
  const words = [...text!.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"\\]+)/g)].map((each) =>
    each.slice(1).join(""),
  );
  const headers: Record<string, string> = {};
  let [method, path, body] = ["GET", "", here?.split("LINES\n")[0]];
  for (let i = 1; i < words.length; i++) {
    if (words[i] === "-H") {
      const [name, value] = words[++i]!.split(/: (.*)/);
      headers[name!.toLowerCase()] = value!.replace("$TOWPATH_KEY", KEY);
    } else if (words[i] === "-X") {
      method = words[++i]!;
    } else if (words[i] === "-d") {
      [method, body] = ["POST", words[++i]!];
    } else if (words[i] === "-T") {
      i++;
    } else if (words[i] !== "-i") {
      path = words[i]!.replace("$TOWPATH$LOCATION", "$LOCATION").replace("$TOWPATH", "");
    }
  }
  return { method, path, headers, ...(body === undefined ? {} : { body }) };
}

/** The JSON values that a text is, one behind the other. */
function values(text: string): unknown[] {
  const found: unknown[] = [];
  let open = "";
  for (const line of text.split("\n").filter((each) => each !== "")) {
    open += line;
    try {
      found.push(JSON.parse(open));
      open = "";
    } catch {
      // It goes on in the next line.
    }
  }
  assert.equal(open, "");
  return found;
}

/** Runs a script of worker/e2e to its end. @returns what it printed, line by line */
async function run(script: string): Promise<string[]> {
  const child = spawn(process.execPath, [`../../worker/e2e/src/test/node/${script}`], {
    env: { ...process.env, TOWPATH: emulator.url, TOWPATH_KEY: KEY },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  for await (const chunk of child.stdout) {
    out += chunk;
  }
  return out.trim().split("\n");
}
