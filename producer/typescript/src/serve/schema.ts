import type { SchemaIssue, StandardSchema } from "../standardSchema.js";

export type { StandardSchema };

/** What a schema gives. */
export type InferOutput<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** What became of data under a schema: the value, or all that is wrong with it in one sentence. */
export type Validated = { value: unknown } | { wrong: string };

/**
 * Puts data to a schema.
 *
 * @throws what the schema throws, which is a fault of its own
 */
export async function validate(schema: StandardSchema, data: unknown): Promise<Validated> {
  const result = await schema["~standard"].validate(data);
  return result.issues
    ? { wrong: result.issues.map((issue) => `${pointer(issue)}: ${issue.message}`).join("; ") }
    : { value: result.value };
}

function pointer(issue: SchemaIssue): string {
  const keys = (issue.path ?? []).map((part) => (typeof part === "object" ? part.key : part));
  return `/${keys.map((key) => String(key)).join("/")}`;
}
