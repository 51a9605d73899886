import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => join("src", file));

const ENTRIES = ["next", "testing", "pg", "prisma", "drizzle"];

test("what the routes are made of imports nothing but itself, so it runs wherever fetch does", () => {
  const open = ENTRIES.map((entry) => join("src", `${entry}.ts`));
  const seen = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) {
      continue;
    }
    seen.add(file);
    assert.ok(sources.includes(file), file);
    for (const [, from] of readFileSync(file, "utf8").matchAll(/^(?:import|export|\}) .*?from "(.*)";$/gm)) {
      assert.ok(from!.startsWith("."), `${file} imports ${from}`);
      open.push(join(file, "..", from!.replace(/\.js$/, ".ts")));
    }
  }
  assert.ok(seen.size > 20, `only ${seen.size} files were found`);
});

test("each entry of the package is there, and loads without a secret, as while Next.js builds", async () => {
  const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    exports: Record<string, { types: string; default: string }>;
  };
  for (const entry of ENTRIES) {
    const { types, default: code } = exports[`./${entry}`]!;
    assert.ok(readFileSync(types, "utf8").length > 0);
    const module = (await import(join(process.cwd(), code))) as { serve?: (handlers: object) => unknown };
    assert.equal(typeof (module.serve?.({}) ?? (() => {})), "function");
  }
});
