import { CODES } from "./codes.js";
import { TowpathError } from "./error.js";
import type { EnqueueOptions } from "./jobs.js";
import { madeUpKey } from "./key.js";
import type { Problem } from "./problem.js";
import { validate } from "./schema.js";
import type { Settings } from "./settings.js";
import { activeTraceparent } from "./trace.js";

/** What of a client's settings goes into a job. */
export type DraftSettings = Pick<Settings, "schemas" | "deployment">;

/** A job ready to be sent. */
export interface Draft {
  readonly type: string;
  readonly dedupKey: string;
  /** Its JSON, in one line. */
  readonly json: string;
}

/**
 * Writes a job as the gateway reads it, under a dedup key that is made up where it has none.
 *
 * @returns a promise only where the type's schema judges by one
 * @throws TowpathError `TP-1001`, `TP-1004` or `TP-1005` when it cannot be sent like this
 */
export function draftOf(
  type: string,
  data: unknown,
  options: EnqueueOptions,
  settings: DraftSettings,
): Draft | Promise<Draft> {
  const dedupKey = options.dedupKey || madeUpKey();
  const json = jobJson(type, data, { ...options, dedupKey }, settings);
  return json instanceof Promise
    ? json.then((ready) => ({ type, dedupKey, json: ready }))
    : { type, dedupKey, json };
}

/**
 * Writes a job as the gateway reads it, in one line.
 *
 * @returns a promise only where the type's schema judges by one
 * @throws TowpathError as {@link draftOf}
 */
export function jobJson(
  type: string,
  data: unknown,
  options: EnqueueOptions,
  settings: DraftSettings,
): string | Promise<string> {
  const schema = Object.hasOwn(settings.schemas, type) ? settings.schemas[type] : undefined;
  const judged = schema === undefined ? undefined : validate(type, schema, data);
  return judged instanceof Promise
    ? judged.then(() => write(type, data, options, settings))
    : write(type, data, options, settings);
}

/** The trace of a job: what its options say, else the active span's; empty for none. */
export function traceparentOf(options: EnqueueOptions): string {
  return options.traceparent ?? activeTraceparent();
}

function write(type: string, data: unknown, options: EnqueueOptions, settings: DraftSettings): string {
  const fields = {
    type,
    data: undefined,
    group: options.group,
    dedupKey: options.dedupKey || undefined,
    queue: options.queue,
    batch: options.batch,
    tags: options.tags,
    delay: delayText(type, options.delay),
    runAt: timeText(type, "runAt", options.runAt),
    expires: timeText(type, "expires", options.expires),
    deployment: options.deployment ?? (settings.deployment() || undefined),
  };
  const rest = JSON.stringify(fields);
  const payload = payloadText(type, data);
  return payload === undefined ? rest : `${rest.slice(0, -1)},"data":${payload}}`;
}

function payloadText(type: string, data: unknown): string | undefined {
  let text: string | undefined;
  let cause: unknown;
  try {
    text = JSON.stringify(data);
  } catch (e) {
    cause = e;
  }
  if (text === undefined && data !== undefined) {
    const why = cause instanceof Error ? cause.message.split("\n", 1)[0] : `it is a ${typeof data}`;
    throw new TowpathError(
      `job '${type}' is not stored: its data cannot be written as JSON (${why}); nothing was sent`,
      { code: CODES.notJson, cause },
    );
  }
  return text;
}

/** The longest delay, in milliseconds: 365 days. */
const LONGEST_DELAY = 365 * 86_400_000;

function delayText(type: string, delay: string | number | undefined): string | undefined {
  if (typeof delay !== "number") {
    return delay;
  }
  if (!(delay >= 0 && delay <= LONGEST_DELAY)) {
    throw wrong(type, "/delay", "milliseconds of 0 to 365 days, or a text such as 10s", String(delay));
  }
  const millis = Math.ceil(delay);
  return millis === 0 ? undefined : `${millis}ms`;
}

function timeText(type: string, field: string, time: string | Date | undefined): string | undefined {
  if (!(time instanceof Date)) {
    return time;
  }
  if (Number.isNaN(time.getTime())) {
    throw wrong(type, `/${field}`, "a Date that is one", "Invalid Date");
  }
  return time.toISOString();
}

/** A field that is not as it must be; nothing was sent or written. */
export function wrong(type: string, pointer: string, expected: string, got: string): TowpathError {
  const problem: Problem = {
    code: CODES.invalidJob,
    title: "The request has fields that are missing, unknown or of the wrong kind",
    detail: `${pointer}: expected ${expected}, got ${got}`,
    retryable: false,
    problems: [{ pointer, expected, got }],
  };
  return new TowpathError(`job '${type}' is not stored: ${problem.detail}; nothing was sent`, {
    code: problem.code,
    problem,
  });
}
