import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { complaints, freshFolder, PACKAGE, write } from "./compiler.js";

test("every snippet of the README compiles by itself", () => {
  const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
  const snippets = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map((found) => found[1]!);
  assert.ok(snippets.length >= 7);
  // Those that declare jobs for the whole program stand alone, as a project has them or not.
  const declaring = snippets.filter((one) => one.includes("declare module"));
  const others = snippets.filter((one) => !declaring.includes(one));
  const folder = freshFolder("readme");
  others.forEach((snippet, i) => write(folder, { [`snippet${i}.ts`]: snippet }));
  assert.equal(complaints(folder), "");
  declaring.forEach((snippet, i) => {
    const alone = freshFolder(`readme-declaring${i}`);
    write(alone, {
      "jobs.ts": snippet,
      "use.ts":
        'import { enqueue } from "towpath";\nawait enqueue("article.publish", { id: "1", title: "t" });\n',
    });
    assert.equal(complaints(alone), "");
  });
});

test("the README names only error codes that there are", () => {
  const codes = readFileSync(join(PACKAGE, "src/codes.ts"), "utf8");
  const readme = readFileSync(join(PACKAGE, "README.md"), "utf8");
  const gateways = readFileSync(join(PACKAGE, "../../docs/errors.md"), "utf8");
  for (const [code] of readme.matchAll(/TP-\d{4}/g)) {
    assert.ok(codes.includes(code) || gateways.includes(code), code);
  }
});
