import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { AvroReader, type Avro, type Fault, type Named } from "./avro.js";
import { NotJsonError, readLocated } from "./locatedJson.js";

/** The schemas of a folder: those of job types by type, and all named types by full name. */
export interface SchemaFolder {
  readonly jobs: ReadonlyMap<string, Named>;
  readonly named: ReadonlyMap<string, Named>;
}

/** A folder of schemas with faults; the message lists them with file and line. */
export class SchemaFaultsError extends Error {}

const SUFFIX = ".avsc";
const JOB_TYPE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Reads a folder as the gateway does: `article.publish.avsc`, in it or in any folder below, is the schema of
 * the type
 * `article.publish`; files below a folder `shared` hold named types for the others.
 *
 * @throws SchemaFaultsError when it cannot be read, or anything in it is wrong
 */
export function readFolder(folder: string): SchemaFolder {
  const files = filesOf(folder);
  const faults: Fault[] = [];
  const tops = new Map<string, Avro>();
  const definitions: Named[] = [];
  for (const file of files) {
    const reader = new AvroReader(file);
    const top = readTop(join(folder, file), reader);
    const shared = file.split("/").slice(0, -1).includes("shared");
    if (top !== undefined) {
      checkTop(top, shared, file, faults);
      if (!shared) {
        addJob(tops, file, top, faults);
      }
    }
    definitions.push(...reader.named);
    faults.push(...reader.faults);
  }
  const named = link(definitions, faults);
  for (const type of definitions) {
    if (type.kind === "record") {
      type.fields.forEach((field) => check(field.type, named, type.file, faults));
    }
  }
  if (faults.length > 0) {
    throw new SchemaFaultsError(messageOf(folder, faults));
  }
  const jobs = [...tops].sort(([a], [b]) => (a < b ? -1 : 1)) as [string, Named][];
  return { jobs: new Map(jobs), named };
}

/** The type that a reference means: that of the enclosing namespace first, then that without one. */
export function find(named: ReadonlyMap<string, Named>, name: string, namespace: string): Named | undefined {
  const near = name.includes(".") || namespace === "" ? undefined : named.get(`${namespace}.${name}`);
  return near ?? named.get(name);
}

function filesOf(folder: string): string[] {
  const found: string[] = [];
  const walk = (path: string) => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      const name = posix.join(path, entry.name);
      if (entry.name.startsWith(".")) {
        continue;
      }
      if (entry.isDirectory()) {
        walk(name);
      } else if (entry.name.endsWith(SUFFIX)) {
        found.push(name);
      }
    }
  };
  try {
    walk("");
  } catch (e) {
    throw new SchemaFaultsError(
      `the folder of schemas cannot be read: ${e instanceof Error ? e.message : String(e)}`,
    );
  }
  if (found.length === 0) {
    throw new SchemaFaultsError(
      `expected ${SUFFIX} files in ${folder}, got none; name another folder with --schemas`,
    );
  }
  return found.sort();
}

function readTop(path: string, reader: AvroReader): Avro | undefined {
  try {
    return reader.read(readLocated(readFileSync(path, "utf8")));
  } catch (e) {
    if (!(e instanceof NotJsonError)) {
      throw e;
    }
    reader.faults.push({ file: reader.file, line: e.line, what: e.message });
    return undefined;
  }
}

function checkTop(top: Avro, shared: boolean, file: string, faults: Fault[]): void {
  if (shared) {
    const parts = top.kind === "union" ? top.branches : [top];
    if (!parts.every((one) => "fullName" in one)) {
      faults.push({
        file,
        line: 1,
        what: "expected a record, an enum or a fixed in shared/, or an array of them",
      });
    }
  } else if (top.kind !== "record") {
    faults.push({
      file,
      line: 1,
      what: `expected a record at the top of the schema of a job type, got ${top.kind}`,
    });
  }
}

function addJob(tops: Map<string, Avro>, file: string, top: Avro, faults: Fault[]): void {
  const type = posix.basename(file, SUFFIX);
  if (!JOB_TYPE.test(type)) {
    const what = `the file's name is the job type: expected 1 to 128 of A-Z a-z 0-9 . _ -, got '${type}'`;
    faults.push({ file, line: 1, what });
  }
  if (tops.has(type)) {
    faults.push({ file, line: 1, what: `the job type '${type}' has a schema in another folder already` });
  }
  tops.set(type, top);
}

function link(definitions: readonly Named[], faults: Fault[]): Map<string, Named> {
  const named = new Map<string, Named>();
  for (const type of definitions) {
    const first = named.get(type.fullName);
    if (first === undefined) {
      named.set(type.fullName, type);
    } else if (first.text !== type.text) {
      const what = `the type '${type.fullName}' is defined otherwise in ${first.file}:${first.line}`;
      faults.push({ file: type.file, line: type.line, what });
    }
  }
  return named;
}

function check(tree: Avro, named: ReadonlyMap<string, Named>, file: string, faults: Fault[]): void {
  switch (tree.kind) {
    case "reference":
      if (find(named, tree.name, tree.namespace) === undefined) {
        faults.push({ file, line: tree.line, what: `no type '${tree.name}' is defined` });
      }
      return;
    case "array":
      check(tree.items, named, file, faults);
      return;
    case "map":
      check(tree.values, named, file, faults);
      return;
    case "union":
      tree.branches.forEach((branch) => check(branch, named, file, faults));
      return;
    case "primitive":
    case "record":
    case "enum":
    case "fixed":
      return;
  }
}

function messageOf(folder: string, faults: readonly Fault[]): string {
  const sorted = [...faults].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
  const count = sorted.length === 1 ? "a fault" : `${sorted.length} faults`;
  return `the schemas in ${folder} have ${count}, nothing was written; mend them and run it again:\n${sorted
    .map((one) => `  ${one.file}:${one.line}: ${one.what}`)
    .join("\n")}`;
}
