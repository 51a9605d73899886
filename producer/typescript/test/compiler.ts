import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder. */
export const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** A folder of its own, empty, below target/. */
export function freshFolder(name: string): string {
  const folder = join(PACKAGE, "target", "fixtures", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Writes files below a folder, by their path. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/**
 * Compiles all files of a folder as a user of the package would.
 *
 * @returns what the compiler complains of, empty for nothing
 */
export function complaints(folder: string): string {
  const tsconfig = {
    compilerOptions: {
      target: "ES2022",
      lib: ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
      module: "ESNext",
      moduleResolution: "Bundler",
      strict: true,
      noEmit: true,
      types: [],
      paths: {
        towpath: [join(PACKAGE, "dist/index.d.ts")],
        "towpath/*": [join(PACKAGE, "dist/*.d.ts")],
      },
    },
    include: ["."],
  };
  write(folder, { "tsconfig.json": JSON.stringify(tsconfig) });
  const tsc = join(PACKAGE, "node_modules/typescript/bin/tsc");
  const run = spawnSync(process.execPath, [tsc, "-p", folder, "--pretty", "false"], {
    encoding: "utf8",
    cwd: folder,
  });
  assert.equal(run.error, undefined);
  assert.ok(run.status === 0 || run.stdout !== "", run.stderr);
  return run.stdout;
}
