/** One thing that is wrong with a job, and where. */
export interface ProblemPlace {
  /** A JSON pointer (RFC 6901) into the payload or the job, such as `/author/born`. */
  readonly pointer: string;
  readonly expected: string;
  readonly got: string;
  readonly hint?: string;
}

/** A problem document (RFC 9457) as the gateway writes it. */
export interface Problem {
  /** The stable code, such as `TP-1004`. */
  readonly code: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail: string;
  /** Whether sending the same again, unchanged, is safe and may succeed. */
  readonly retryable: boolean;
  /** Each thing that is wrong, where there are several. */
  readonly problems?: readonly ProblemPlace[];
  /** How many further problems are not listed. */
  readonly moreProblems?: number;
}

const CODE = /^TP-\d{4}$/;

/** The problem that a JSON value is; undefined when it is none of Towpath's. */
export function asProblem(json: unknown): Problem | undefined {
  if (typeof json !== "object" || json === null) {
    return undefined;
  }
  const { code, detail, retryable } = json as Partial<Problem>;
  const sound = typeof code === "string" && CODE.test(code) && typeof retryable === "boolean";
  return sound ? ({ ...json, detail: typeof detail === "string" ? detail : "" } as Problem) : undefined;
}

/** The places of a problem as text, one a line, empty for none. */
export function placesOf(problem: Problem | undefined): string {
  const places = problem?.problems ?? [];
  const more = problem?.moreProblems ?? 0;
  return [
    ...places.map(
      (one) =>
        `\n  ${one.pointer || "/"}: expected ${one.expected}, got ${one.got}${one.hint ? `; ${one.hint}` : ""}`,
    ),
    ...(more > 0 ? [`\n  and ${more} more`] : []),
  ].join("");
}
