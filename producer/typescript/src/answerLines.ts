import { asProblem, type Problem } from "./problem.js";
import { parsed } from "./setback.js";

/** One line of the gateway's answer to many jobs. */
export type AnswerLine =
  | { readonly kind: "stored"; readonly line: number; readonly id: string; readonly duplicate: boolean }
  | { readonly kind: "refused"; readonly line: number; readonly problem: Problem }
  | { readonly kind: "complete" }
  | { readonly kind: "stopped"; readonly problem: Problem }
  | { readonly kind: "other" };

/**
 * The lines of an answer, as they come. A piece of a line at the end is none: the connection broke within it.
 */
export async function* answerLines(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<AnswerLine, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of body) {
    rest += decoder.decode(piece, { stream: true });
    let from = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", from)) {
      yield read(rest.slice(from, end));
      from = end + 1;
    }
    rest = rest.slice(from);
  }
}

interface Fields {
  line?: unknown;
  id?: unknown;
  duplicate?: unknown;
  error?: unknown;
  end?: unknown;
}

function read(text: string): AnswerLine {
  const json = parsed(text);
  const fields: Fields = typeof json === "object" && json !== null ? json : {};
  const problem = asProblem(fields.error);
  if (fields.end === "complete") {
    return { kind: "complete" };
  }
  if (fields.end === "stopped" && problem !== undefined) {
    return { kind: "stopped", problem };
  }
  if (typeof fields.line !== "number") {
    return { kind: "other" };
  }
  if (problem !== undefined) {
    return { kind: "refused", line: fields.line, problem };
  }
  return typeof fields.id === "string"
    ? { kind: "stored", line: fields.line, id: fields.id, duplicate: fields.duplicate === true }
    : { kind: "other" };
}
