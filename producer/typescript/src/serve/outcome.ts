import { millisOf, type Span } from "./span.js";
import { cutAt } from "./utf8.js";

/** A job that a handler emits, as the answer carries it. */
export interface Emission {
  type: string;
  data: unknown;
  group?: string;
  dedupKey?: string;
}

/** What is to become of a job, as the last line of an answer says it. */
export type Verdict =
  | { outcome: "done"; emit?: Emission[] }
  | { outcome: "retry"; reason?: string; error?: string; trace?: string; afterMillis?: number }
  | { outcome: "snooze"; afterMillis: number }
  | { outcome: "continue" }
  | { outcome: "dead"; reason: string }
  | { outcome: "hold"; reason: string };

/** Registered, so that two copies of this package in one site understand each other. */
const VERDICT: unique symbol = Symbol.for("towpath.verdict") as never;

/** What a handler returns, or throws, to say something else than that the job is done. `ctx` makes them. */
export interface Outcome {
  readonly [VERDICT]: Verdict;
}

const REASON_BYTES = 512;
const TRACE_BYTES = 4096;

/** The attempt failed: the type's policy says when it is made again. */
export function retry(options: { after?: Span; reason?: string } = {}): Outcome {
  return outcome({
    outcome: "retry",
    ...(options.reason === undefined ? {} : { reason: reasonOf(options.reason) }),
    ...(options.after === undefined ? {} : { afterMillis: millisOf(options.after, "ctx.retry") }),
  });
}

/** It is too early: the job runs again then, no attempt burned. */
export function snooze(after: Span): Outcome {
  return outcome({ outcome: "snooze", afterMillis: millisOf(after, "ctx.snooze") });
}

/** The job can never succeed. */
export function dead(reason: string): Outcome {
  return outcome({ outcome: "dead", reason: reasonOf(reason) });
}

/** The job runs again at once, from its last checkpoint, no attempt burned. */
export function goOn(): Outcome {
  return outcome({ outcome: "continue" });
}

/** Thrown anywhere in a handler: the job can never succeed, and becomes a dead letter with this reason. */
export class JobDead extends Error implements Outcome {
  readonly [VERDICT]: Verdict;

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = "JobDead";
    this[VERDICT] = { outcome: "dead", reason: reasonOf(reason) };
  }
}

/**
 * Thrown anywhere in a handler: the attempt failed, and is made again, but not before this time has passed.
 */
export class RetryAfter extends Error implements Outcome {
  readonly [VERDICT]: Verdict;

  constructor(after: Span, reason = "", options?: ErrorOptions) {
    super(reason, options);
    this.name = "RetryAfter";
    this[VERDICT] = {
      outcome: "retry",
      reason: reasonOf(reason),
      error: this.name,
      trace: traceOf(this),
      afterMillis: millisOf(after, "RetryAfter"),
    };
  }
}

/** What a value that was returned or thrown says of the job; undefined when it says nothing. */
export function verdictIn(value: unknown): Verdict | undefined {
  return typeof value === "object" && value !== null && VERDICT in value
    ? (value as Outcome)[VERDICT]
    : undefined;
}

/** The verdict on an attempt whose handler threw something that is no outcome. */
export function failed(thrown: unknown): Verdict {
  if (!(thrown instanceof Error)) {
    return {
      outcome: "retry",
      reason: reasonOf(`the handler threw ${String(thrown)}`),
      error: typeof thrown,
    };
  }
  return {
    outcome: "retry",
    reason: reasonOf(`${thrown.name}: ${thrown.message}`),
    error: cutAt(REASON_BYTES, thrown.name),
    trace: traceOf(thrown),
  };
}

/** A reason, cut at 512 bytes. */
export function reasonOf(text: string): string {
  return cutAt(REASON_BYTES, String(text));
}

/** The stack of an error and of what caused it, cut at 4 KiB. */
function traceOf(error: Error): string {
  let trace = error.stack ?? String(error);
  const seen = new Set<unknown>([error]);
  for (let cause = error.cause; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
    seen.add(cause);
    trace += `\nCaused by: ${cause.stack ?? String(cause)}`;
  }
  return cutAt(TRACE_BYTES, trace);
}

function outcome(verdict: Verdict): Outcome {
  return { [VERDICT]: verdict };
}
