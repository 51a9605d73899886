import { CODES } from "./codes.js";
import { TowpathError } from "./error.js";
import { placesOf, type Problem } from "./problem.js";
import type { SchemaResult, StandardSchema } from "./standardSchema.js";

export type { StandardSchema };

const MOST_PROBLEMS = 100;

/**
 * Judges a payload before it is sent. It is sent as it was given, not as the schema may transform it: the
 * handler's side reads it with the same schema.
 *
 * @returns a promise only where the schema gives one
 * @throws TowpathError `TP-1005` when it does not fit
 */
export function validate(type: string, schema: StandardSchema, data: unknown): void | Promise<void> {
  const result = schema["~standard"].validate(data);
  return result instanceof Promise ? result.then((one) => refuse(type, one)) : refuse(type, result);
}

function refuse(type: string, result: SchemaResult): void {
  const issues = result.issues ?? [];
  if (issues.length === 0) {
    return;
  }
  const problem: Problem = {
    code: CODES.invalidPayload,
    title: "The payload does not fit the schema of its type",
    detail: `the payload of '${type}' does not fit the schema that the client was given`,
    retryable: false,
    problems: issues.slice(0, MOST_PROBLEMS).map((issue) => ({
      pointer: pointer(issue.path ?? []),
      expected: "a value that fits",
      got: "another",
      hint: issue.message,
    })),
    ...(issues.length > MOST_PROBLEMS ? { moreProblems: issues.length - MOST_PROBLEMS } : {}),
  };
  throw new TowpathError(
    `job '${type}' is not stored: its payload does not fit the schema that the client was given; nothing was sent. ` +
      `Mend the payload:${placesOf(problem)}`,
    { code: problem.code, problem },
  );
}

function pointer(path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string {
  return path
    .map((step) => String(typeof step === "object" ? step.key : step))
    .map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
