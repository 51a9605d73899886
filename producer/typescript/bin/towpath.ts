#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readFolder, SchemaFaultsError } from "./schemaFolder.js";
import { typesOf } from "./typescript.js";

const USAGE = `towpath types [--schemas schemas] [--out towpath-jobs.d.ts] [--check]

Writes the TypeScript types of jobs from the Avro schemas of a folder.
  --schemas FOLDER  the folder of <type>.avsc files; default: schemas
  --out FILE        the file to write; default: towpath-jobs.d.ts
  --check           write nothing; fail when the file is not what would be written`;

/** The commands of the npm package. Exit codes: 0 done, 1 not done, 2 not understood. */
function main(words: readonly string[]): number {
  let options;
  try {
    options = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        schemas: { type: "string", default: "schemas" },
        out: { type: "string", default: "towpath-jobs.d.ts" },
        check: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (e) {
    return fail(2, "TP-5011", `${e instanceof Error ? e.message : String(e)}\n${USAGE}`);
  }
  const { values, positionals } = options;
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== "types") {
    return fail(2, "TP-5011", `expected the command 'types', got '${positionals.join(" ")}'\n${USAGE}`);
  }
  return types(values.schemas, values.out, values.check);
}

function types(schemas: string, out: string, check: boolean): number {
  try {
    const text = typesOf(readFolder(schemas), `towpath types --schemas ${schemas} --out ${out}`);
    if (!check) {
      writeFileSync(out, text);
      return 0;
    }
    return text === contents(out)
      ? 0
      : fail(
          1,
          "TP-5002",
          `${out} is not what the schemas in ${schemas} say; run towpath types without --check`,
        );
  } catch (e) {
    if (e instanceof SchemaFaultsError) {
      return fail(1, "TP-5002", e.message);
    }
    return fail(1, "TP-5013", `${out} was not written: ${e instanceof Error ? e.message : String(e)}`);
  }
}

function contents(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function fail(exit: number, code: string, message: string): number {
  console.error(`${code} ${message}`);
  return exit;
}

process.exitCode = main(process.argv.slice(2));
