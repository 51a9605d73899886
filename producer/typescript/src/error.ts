import type { Problem } from "./problem.js";

/** What a {@link TowpathError} says beside its message. */
export interface ErrorFacts {
  readonly code: string;
  readonly status?: number;
  readonly retryable?: boolean;
  readonly outcomeUnknown?: boolean;
  readonly problem?: Problem | undefined;
  readonly dedupKey?: string | undefined;
  readonly cause?: unknown;
}

/** A failure that Towpath reports: a job that is not stored, a question without an answer. */
export class TowpathError extends Error {
  override readonly name: string = "TowpathError";
  /** The stable code, such as `TP-1004`; docs/errors.md lists them all. */
  readonly code: string;
  /** The HTTP status of the last answer, 0 when there was none. */
  readonly status: number;
  /** Whether doing the same again, unchanged, is safe and may succeed. */
  readonly retryable: boolean;
  /**
   * Whether the job may be stored all the same. Enqueue it again under {@link dedupKey}, then there is one.
   */
  readonly outcomeUnknown: boolean;
  /** The gateway's problem document, where there was one. */
  readonly problem: Problem | undefined;
  /** The dedup key that the job was sent under, given or made up; undefined when no job was sent. */
  readonly dedupKey: string | undefined;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.status = facts.status ?? 0;
    this.retryable = facts.retryable ?? false;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.problem = facts.problem;
    this.dedupKey = facts.dedupKey;
  }
}

/** Some jobs of an `enqueueMany` are not stored; all others are. */
export class TowpathManyError extends TowpathError {
  override readonly name = "TowpathManyError";

  /**
   * @param accepted how many jobs are stored
   * @param refused how many are not, or may not be
   * @param errors the first of them, at most 100, each with its place in the iterable, from 0
   */
  constructor(
    readonly accepted: number,
    readonly refused: number,
    readonly errors: readonly { readonly index: number; readonly error: TowpathError }[],
  ) {
    const first = errors[0]!;
    super(
      `${refused} of ${accepted + refused} jobs are not stored, the others are; the first is number ${first.index}: ` +
        first.error.message,
      {
        code: first.error.code,
        status: first.error.status,
        retryable: errors.every((one) => one.error.retryable),
        outcomeUnknown: errors.some((one) => one.error.outcomeUnknown),
        problem: first.error.problem,
        cause: first.error,
      },
    );
  }
}
