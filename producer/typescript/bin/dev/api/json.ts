import { createHash } from "node:crypto";
import { NotJsonError, readLocated, type Located } from "../../locatedJson.js";
import { Refusal, type Problem } from "./refusal.js";

/** A JSON object as it was read. */
export type JsonObject = Record<string, unknown>;

const DEEPEST = 64;

/**
 * Reads JSON from bytes that may come from anybody: UTF-8 without byte order mark, each field once, at most
 * 64 levels, numbers that a double can hold, no half of a surrogate pair.
 *
 * @throws Refusal `TP-1001`
 */
export function readJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notJson({ pointer: "", expected: "JSON in UTF-8", got: "bytes that are not UTF-8" });
  }
  try {
    check(readLocated(text), "", 1);
  } catch (e) {
    if (!(e instanceof NotJsonError)) {
      throw e;
    }
    throw notJson({ pointer: "", expected: "JSON", got: `at line ${e.line}: ${e.message}` });
  }
  return JSON.parse(text);
}

/**
 * Reads a JSON object.
 *
 * @throws Refusal `TP-1001` when it is not JSON, `TP-1004` when it is no object
 */
export function readObject(bytes: Uint8Array): JsonObject {
  const json = readJson(bytes);
  if (isObject(json)) {
    return json;
  }
  const got = kindOf(json);
  throw new Refusal("TP-1004", `the job is not stored. expected a JSON object, got ${got}`, [
    { pointer: "", expected: "a JSON object", got },
  ]);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a value is, without showing what is in it. */
export function kindOf(value: unknown): string {
  if (value === undefined) {
    return "nothing";
  }
  if (value === null) {
    return "null";
  }
  if (value === "") {
    return "an empty string";
  }
  return Array.isArray(value) ? "an array" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The one text that equal JSON values have: RFC 8785 (JCS). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (isObject(value)) {
    const fields = Object.keys(value).sort();
    return `{${fields.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The first 8 bytes of the SHA-256 of the canonical text, as a signed number in decimal text. */
export function checksum(value: unknown): string {
  return createHash("sha256").update(canonical(value)).digest().readBigInt64BE().toString();
}

function check(located: Located, pointer: string, depth: number): void {
  const { line, value } = located;
  const refuse = (expected: string, got: string) => {
    throw notJson({ pointer, expected, got: `${got} at line ${line}` });
  };
  if (typeof value === "number" && !Number.isFinite(value)) {
    refuse("a number that a double can hold", "a larger one");
  }
  if (typeof value === "string" && !isWellFormed(value)) {
    refuse("Unicode text", "half of a surrogate pair");
  }
  if (typeof value !== "object" || value === null) {
    return;
  }
  if (depth > DEEPEST) {
    refuse("JSON within its bounds", `more than ${DEEPEST} levels`);
  }
  for (const [name, inner] of value instanceof Map ? value : value.entries()) {
    if (!isWellFormed(String(name))) {
      refuse("Unicode text", "half of a surrogate pair");
    }
    check(inner, `${pointer}/${String(name).replace(/~/g, "~0").replace(/\//g, "~1")}`, depth + 1);
  }
}

/** A text with half of a surrogate pair cannot be written as UTF-8. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}

function notJson(problem: Problem): Refusal {
  const place = problem.pointer === "" ? "" : `${problem.pointer}: `;
  const detail = `nothing is stored. ${place}expected ${problem.expected}, got ${problem.got}`;
  return new Refusal("TP-1001", detail, [problem]);
}
