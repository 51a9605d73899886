import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readConfig } from "../../bin/dev/config/towpathYaml.js";
import { parseEnv } from "../../bin/dev/config/environment.js";
import { complaints, freshFolder, PACKAGE, write } from "../compiler.js";

/** Runs `towpath init` in a folder with these files, as npx does. */
function init(name: string, files: Record<string, string>, ...words: string[]) {
  const folder = freshFolder(name);
  write(folder, files);
  return { folder, ...again(folder, ...words) };
}

function again(folder: string, ...words: string[]) {
  const run = spawnSync(process.execPath, [join(PACKAGE, "dist/bin/towpath.js"), "init", ...words], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status: run.status, out: run.stdout, err: run.stderr };
}

const SITE = { "package.json": "{}", ".gitignore": ".env*.local\n" };

for (const [what, files, path] of [
  ["the App Router in TypeScript", { "app/page.tsx": "", "tsconfig.json": "{}" }, "app/api/towpath/route.ts"],
  ["the App Router in src, in JavaScript", { "src/app/page.js": "" }, "src/app/api/towpath/route.js"],
  ["the Pages Router", { "pages/index.tsx": "", "tsconfig.json": "{}" }, "pages/api/towpath.ts"],
  ["the Pages Router in src, in JavaScript", { "src/pages/index.js": "" }, "src/pages/api/towpath.js"],
  ["both routers", { "pages/index.js": "", "app/page.js": "" }, "app/api/towpath/route.js"],
  ["neither yet", { "src/lib.js": "" }, "src/app/api/towpath/route.js"],
] as const) {
  test(`init writes the route of a site with ${what}`, () => {
    const { folder, status, out } = init("init", { ...SITE, ...(files as Record<string, string>) });
    assert.equal(status, 0);
    assert.ok(out.includes(`wrote ${path}\nwrote towpath.yaml\nwrote TOWPATH, TOWPATH_KEY`), out);
    assert.ok(existsSync(join(folder, path)));
    const settings = readConfig("towpath.yaml", readFileSync(join(folder, "towpath.yaml"), "utf8"), {});
    assert.equal(settings.types.get("hello.say")!.target, "site");
    const env = parseEnv(readFileSync(join(folder, ".env.local"), "utf8"));
    assert.match(env["TOWPATH_KEY"]!, /^tp_dev_[A-Za-z0-9]{40}$/);
    assert.match(env["TOWPATH_SIGNING_SECRET"]!, /^whsec_[A-Za-z0-9+/]{43}=$/);
  });
}

test("what init writes in TypeScript compiles", () => {
  for (const router of ["app", "pages"]) {
    const { folder } = init("init", { ...SITE, [`${router}/index.tsx`]: "export {}", "tsconfig.json": "{}" });
    assert.equal(complaints(folder), "");
  }
});

test("init overwrites nothing, and says what it left", () => {
  const files = {
    ...SITE,
    "app/api/towpath/route.js": "mine",
    "towpath.yaml": "mine",
    ".env.local": "TOWPATH_KEY=tp_mine_1",
  };
  const { folder, out } = init("init", files);
  assert.ok(out.includes("left app/api/towpath/route.js, which was there"));
  assert.ok(out.includes("left towpath.yaml, which was there"));
  assert.ok(out.includes("left TOWPATH_KEY in .env.local, which was there"));
  assert.equal(readFileSync(join(folder, "towpath.yaml"), "utf8"), "mine");
  assert.match(
    readFileSync(join(folder, ".env.local"), "utf8"),
    /^TOWPATH_KEY=tp_mine_1\nTOWPATH=http:\/\/127\.0\.0\.1:8780\nTOWPATH_SIGNING_SECRET=whsec_\S+\n$/,
  );
  const before = readFileSync(join(folder, ".env.local"), "utf8");
  assert.equal(again(folder).status, 0);
  assert.equal(readFileSync(join(folder, ".env.local"), "utf8"), before);
});

test("init --dry-run writes nothing", () => {
  const { folder, out } = init("init", SITE, "--dry-run");
  assert.ok(out.includes("would write towpath.yaml"));
  assert.deepEqual(readdirSync(folder).sort(), [".gitignore", "package.json"]);
});

test("init warns of a secret that git would take, and of a proxy before the route", () => {
  const { out } = init("init", { "package.json": "{}", "src/proxy.ts": "", "src/app/page.js": "" });
  assert.ok(out.includes("add .env*.local there"));
  assert.ok(out.includes("src/proxy.ts sees every request first"));
});

test("init in a folder that is no site's does nothing", () => {
  const { folder, status, err } = init("init", {});
  assert.equal(status, 1);
  assert.ok(err.startsWith("TP-5011 there is no package.json here"));
  assert.deepEqual(readdirSync(folder), []);
});
