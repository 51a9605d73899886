import { CODES, OUTCOME_UNKNOWN } from "./codes.js";
import { TowpathError } from "./error.js";
import type { Answer } from "./gateway.js";
import { asProblem, placesOf, type Problem } from "./problem.js";

/** Why one try came to nothing, before it is known whether there is another. */
export interface Setback {
  readonly code: string;
  /** The HTTP status, 0 when there was no answer. */
  readonly status: number;
  readonly retryable: boolean;
  /** Whether what was asked may be done all the same. */
  readonly outcomeUnknown: boolean;
  /** What happened, as the end of a sentence. */
  readonly what: string;
  /** How long the gateway says to wait, in milliseconds, 0 when it says nothing. */
  readonly retryAfter: number;
  readonly problem?: Problem | undefined;
  readonly cause?: unknown;
}

/** The failures of a connection after which it is sure that nothing was sent. */
const NOTHING_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Statuses by which a proxy says that what is behind it did not answer. */
const WORTH_ANOTHER_TRY = new Set([408, 429, 502, 503, 504]);

/** A request that could not be made, or whose answer broke off. */
export function brokenConnection(url: string, cause: unknown): Setback {
  // What `fetch` throws has Node's own error as its cause.
  const inner = ((cause as { cause?: unknown } | undefined)?.cause ?? cause) as
    | { code?: unknown; message?: unknown }
    | undefined;
  const nothingSent = NOTHING_SENT.has(String(inner?.code));
  const reason = String(inner?.code ?? inner?.message ?? inner);
  return {
    code: nothingSent ? CODES.unreachable : CODES.connectionBroke,
    status: 0,
    retryable: true,
    outcomeUnknown: !nothingSent,
    what: nothingSent
      ? `the gateway at ${url} cannot be reached (${reason}); check TOWPATH, and that the gateway runs`
      : `the connection to the gateway at ${url} broke (${reason})`,
    retryAfter: 0,
    cause,
  };
}

/** A request that got no answer within its time. */
export function noAnswer(url: string, millis: number): Setback {
  return {
    code: CODES.connectionBroke,
    status: 0,
    retryable: true,
    outcomeUnknown: true,
    what: `the gateway at ${url} did not answer within ${millis} ms`,
    retryAfter: 0,
  };
}

/** A problem that the gateway told, of a whole request or of a line. */
export function told(problem: Problem, status: number, retryAfter: number): Setback {
  return {
    code: problem.code,
    status,
    retryable: problem.retryable || status === 429 || status === 503,
    outcomeUnknown: OUTCOME_UNKNOWN.has(problem.code),
    what: `${problem.code}, ${problem.detail || problem.title || "no detail"}${placesOf(problem)}`,
    retryAfter,
    problem,
  };
}

/**
 * An answer other than what was asked for.
 *
 * @param text its body
 * @param now milliseconds since 1970, for a `Retry-After` that is a date
 */
export function judged(url: string, answer: Answer, text: string, now: number): Setback {
  const retryAfter = waitOf(answer.headers.get("retry-after"), now);
  const problem = asProblem(parsed(text));
  if (problem !== undefined && !answer.ok) {
    return told(problem, answer.status, retryAfter);
  }
  const location = answer.headers.get("location");
  const redirected = answer.status >= 300 && answer.status < 400;
  return {
    code: CODES.notAGateway,
    status: answer.status,
    retryable: WORTH_ANOTHER_TRY.has(answer.status),
    outcomeUnknown: answer.ok || answer.status >= 500,
    what:
      `what answered at ${url} is no Towpath gateway: status ${answer.status}` +
      (redirected
        ? `, a redirect to ${location ?? "nowhere"}`
        : `, ${answer.headers.get("content-type") ?? "no content type"}`) +
      "; check TOWPATH and what stands between",
    retryAfter,
  };
}

/** What is left of a failure when no other try follows. */
export function failure(what: string, unknownWhat: string, setback: Setback, facts: Facts): TowpathError {
  const unknown = facts.outcomeUnknown || setback.outcomeUnknown;
  const tried = facts.tries > 1 ? ` Tried ${facts.tries} times.` : "";
  const advice = unknown
    ? facts.dedupKey === undefined
      ? " Asking again is safe"
      : ` Enqueue it again with the dedupKey '${facts.dedupKey}': then there is one job either way`
    : setback.retryable
      ? " Trying again later is safe"
      : "";
  return new TowpathError(`${unknown ? unknownWhat : what}: ${setback.what}.${tried}${advice}`, {
    code: setback.code,
    status: setback.status,
    retryable: setback.retryable,
    outcomeUnknown: unknown,
    problem: setback.problem,
    dedupKey: facts.dedupKey,
    cause: setback.cause,
  });
}

interface Facts {
  readonly tries: number;
  /** Whether an earlier try left it open. */
  readonly outcomeUnknown: boolean;
  readonly dedupKey?: string;
}

/** The error of a job that was sent. */
export function notStored(
  type: string,
  dedupKey: string,
  setback: Setback,
  tries: number,
  unknown: boolean,
): TowpathError {
  return failure(`job '${type}' is not stored`, `it is not known whether job '${type}' is stored`, setback, {
    tries,
    outcomeUnknown: unknown,
    dedupKey,
  });
}

/** The JSON that a text is; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function waitOf(header: string | null, now: number): number {
  if (header === null) {
    return 0;
  }
  const millis = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return millis > 0 ? millis : 0;
}
