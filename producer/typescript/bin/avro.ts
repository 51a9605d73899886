import type { Located } from "./locatedJson.js";

/** A schema of Apache Avro 1.12, as far as TypeScript needs to know it. */
export type Avro =
  | { readonly kind: "primitive"; readonly name: Primitive; readonly logical: string }
  | { readonly kind: "array"; readonly items: Avro }
  | { readonly kind: "map"; readonly values: Avro }
  | { readonly kind: "union"; readonly branches: readonly Avro[] }
  | { readonly kind: "reference"; readonly name: string; readonly namespace: string; readonly line: number }
  | Named;

/** A type that others may refer to by its full name. */
export type Named = NamedPlace &
  (
    | { readonly kind: "record"; readonly fields: readonly Field[] }
    | { readonly kind: "enum"; readonly symbols: readonly string[] }
    | { readonly kind: "fixed"; readonly logical: string }
  );

interface NamedPlace {
  readonly fullName: string;
  readonly doc: string;
  readonly file: string;
  readonly line: number;
  /** Its definition, to tell whether another one says the same. */
  readonly text: string;
}

/** A field of a record. */
export interface Field {
  readonly name: string;
  readonly type: Avro;
  readonly doc: string;
  readonly hasDefault: boolean;
}

export type Primitive = "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string";

const PRIMITIVES = new Set(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const DOTTED = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Which types each logical type refines (Avro specification 1.12, Logical Types). */
const REFINES: Readonly<Record<string, readonly string[]>> = {
  date: ["int"],
  "time-millis": ["int"],
  "time-micros": ["long"],
  "timestamp-millis": ["long"],
  "timestamp-micros": ["long"],
  "timestamp-nanos": ["long"],
  "local-timestamp-millis": ["long"],
  "local-timestamp-micros": ["long"],
  "local-timestamp-nanos": ["long"],
  decimal: ["bytes", "fixed"],
  "big-decimal": ["bytes"],
  uuid: ["string", "fixed"],
  duration: ["fixed"],
};

/** Something wrong with a schema file, and the line, from 1, where it stands. */
export interface Fault {
  readonly file: string;
  readonly line: number;
  readonly what: string;
}

type Fields = ReadonlyMap<string, Located>;

/** Reads the schemas of one file. Names are not looked up: what they mean may stand in another file. */
export class AvroReader {
  /** The named types that the file defines. */
  readonly named: Named[] = [];
  readonly faults: Fault[] = [];

  constructor(readonly file: string) {}

  /** @returns undefined when it is no schema; then there is a fault */
  read(json: Located, namespace = ""): Avro | undefined {
    const { value } = json;
    if (typeof value === "string") {
      return this.#byName(value, namespace, json.line);
    }
    if (Array.isArray(value)) {
      return this.#union(value as readonly Located[], namespace, json.line);
    }
    if (value instanceof Map) {
      return this.#object(value as Fields, namespace, json.line);
    }
    return this.#fault(json.line, `expected a schema, got ${JSON.stringify(value)}`);
  }

  #byName(name: string, namespace: string, line: number, logical = ""): Avro | undefined {
    if (PRIMITIVES.has(name)) {
      return { kind: "primitive", name: name as Primitive, logical };
    }
    if (["record", "enum", "fixed", "array", "map", "union"].includes(name) || !DOTTED.test(name)) {
      return this.#fault(line, `expected the name of a type, got '${name}'`);
    }
    return { kind: "reference", name, namespace, line };
  }

  #union(branches: readonly Located[], namespace: string, line: number): Avro | undefined {
    if (branches.length === 0) {
      return this.#fault(line, "a union needs at least one type");
    }
    const read = branches.map((branch) => {
      const tree = this.read(branch, namespace);
      return tree?.kind === "union"
        ? this.#fault(branch.line, "a union may not be inside of a union; put its types in the outer one")
        : tree;
    });
    return { kind: "union", branches: read.filter((branch) => branch !== undefined) };
  }

  #object(fields: Fields, namespace: string, line: number): Avro | undefined {
    const type = fields.get("type");
    if (typeof type?.value !== "string") {
      return this.#fault(type?.line ?? line, 'expected the name of a type in "type"');
    }
    const logical = this.#logical(fields, type.value);
    switch (type.value) {
      case "record":
      case "error":
        return this.#record(fields, namespace, line);
      case "enum":
        return this.#enum(fields, namespace, line);
      case "fixed": {
        const place = this.#place(fields, namespace, line);
        return place && this.#define({ kind: "fixed", ...place, logical });
      }
      case "array": {
        const items = this.#part(fields, "items", namespace, line);
        return items && { kind: "array", items };
      }
      case "map": {
        const values = this.#part(fields, "values", namespace, line);
        return values && { kind: "map", values };
      }
      default:
        return this.#byName(type.value, namespace, type.line, logical);
    }
  }

  #logical(fields: Fields, type: string): string {
    const logical = fields.get("logicalType");
    if (typeof logical?.value !== "string") {
      return "";
    }
    const refined = Object.hasOwn(REFINES, logical.value) ? REFINES[logical.value]! : [type];
    if (!refined.includes(type)) {
      this.#fault(logical.line, `'${logical.value}' refines ${refined.join(" or ")} only, got ${type}`);
    }
    return logical.value;
  }

  #record(fields: Fields, namespace: string, line: number): Avro | undefined {
    const place = this.#place(fields, namespace, line);
    const list = fields.get("fields");
    if (!Array.isArray(list?.value)) {
      return this.#fault(list?.line ?? line, 'the record has no array of "fields"');
    }
    const dot = place?.fullName.lastIndexOf(".") ?? -1;
    const inner = dot < 0 ? "" : place!.fullName.slice(0, dot);
    const names = new Set<string>();
    const read: Field[] = [];
    for (const one of list.value as readonly Located[]) {
      const field = this.#field(one, inner, names);
      if (field !== undefined) {
        read.push(field);
      }
    }
    return place && this.#define({ kind: "record", ...place, fields: read });
  }

  #field(json: Located, namespace: string, names: Set<string>): Field | undefined {
    const fields = json.value instanceof Map ? (json.value as Fields) : undefined;
    const name = fields?.get("name")?.value;
    if (fields === undefined || typeof name !== "string" || !NAME.test(name)) {
      return this.#fault(json.line, 'expected a field, an object with a "name" of letters, digits and _');
    }
    if (names.has(name)) {
      return this.#fault(json.line, `the record has the field '${name}' twice`);
    }
    names.add(name);
    const type = fields.get("type");
    if (type === undefined) {
      return this.#fault(json.line, `the field '${name}' has no "type"`);
    }
    const read = this.read(type, namespace);
    return read && { name, type: read, doc: text(fields, "doc"), hasDefault: fields.has("default") };
  }

  #enum(fields: Fields, namespace: string, line: number): Avro | undefined {
    const place = this.#place(fields, namespace, line);
    const list = fields.get("symbols");
    const symbols = Array.isArray(list?.value)
      ? (list.value as readonly Located[]).map((one) => one.value)
      : [];
    if (symbols.length === 0 || !symbols.every((one) => typeof one === "string" && NAME.test(one))) {
      return this.#fault(list?.line ?? line, 'the enum has no array of "symbols" of letters, digits and _');
    }
    if (new Set(symbols).size < symbols.length) {
      return this.#fault(list!.line, "the enum has a symbol twice");
    }
    return place && this.#define({ kind: "enum", ...place, symbols: symbols as string[] });
  }

  #part(fields: Fields, name: string, namespace: string, line: number): Avro | undefined {
    const part = fields.get(name);
    return part === undefined ? this.#fault(line, `the type has no "${name}"`) : this.read(part, namespace);
  }

  #place(fields: Fields, enclosing: string, line: number): NamedPlace | undefined {
    const name = fields.get("name");
    const space = fields.get("namespace")?.value ?? enclosing;
    if (typeof name?.value !== "string" || !DOTTED.test(name.value) || typeof space !== "string") {
      return this.#fault(name?.line ?? line, 'the type\'s "name" must be of letters, digits and _');
    }
    const simple = name.value.includes(".") || space === "";
    const fullName = simple ? name.value : `${space}.${name.value}`;
    return { fullName, doc: text(fields, "doc"), file: this.file, line, text: JSON.stringify(plain(fields)) };
  }

  #define(type: Named): Named {
    this.named.push(type);
    return type;
  }

  #fault(line: number, what: string): undefined {
    this.faults.push({ file: this.file, line, what });
    return undefined;
  }
}

function text(fields: Fields, name: string): string {
  const value = fields.get(name)?.value;
  return typeof value === "string" ? value : "";
}

/** The same JSON without its lines, the fields of objects in order. */
function plain(value: Located["value"]): unknown {
  if (value instanceof Map) {
    const fields = [...(value as Fields)].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(fields.map(([name, one]) => [name, plain(one.value)]));
  }
  return Array.isArray(value) ? (value as readonly Located[]).map((one) => plain(one.value)) : value;
}
