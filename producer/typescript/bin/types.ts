import { readFileSync, writeFileSync } from "node:fs";
import { fail, optionsOf, type Command } from "./command.js";
import { readFolder, SchemaFaultsError } from "./schemaFolder.js";
import { typesOf } from "./typescript.js";

/** `towpath types`. */
export const types: Command = {
  usage: `towpath types [--schemas schemas] [--out towpath-jobs.d.ts] [--check]

Writes the TypeScript types of jobs from the Avro schemas of a folder.
  --schemas FOLDER  the folder of <type>.avsc files; default: schemas
  --out FILE        the file to write; default: towpath-jobs.d.ts
  --check           write nothing; fail when the file is not what would be written`,

  run(words) {
    const { schemas, out, check } = optionsOf(words, {
      schemas: { type: "string", default: "schemas" },
      out: { type: "string", default: "towpath-jobs.d.ts" },
      check: { type: "boolean", default: false },
    });
    return write(schemas, out, check);
  },
};

function write(schemas: string, out: string, check: boolean): number {
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
