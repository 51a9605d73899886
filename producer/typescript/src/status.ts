import { CODES } from "./codes.js";
import { TowpathError } from "./error.js";
import type { Ask, Gateway } from "./gateway.js";
import { failure } from "./setback.js";

/** Where a job stands. The last five are ends. */
export type JobState =
  "accepted" | "waiting" | "running" | "done" | "dead" | "expired" | "cancelled" | "superseded";

/**
 * What has become of a job. Times are RFC 3339, and milliseconds since 1970 where the name ends in `Millis`.
 */
export interface JobStatus {
  readonly id: string;
  readonly state: JobState;
  readonly type?: string;
  readonly attempts?: number;
  readonly generation?: number;
  readonly acceptedAt?: string;
  readonly acceptedAtMillis?: number;
  readonly startedAt?: string;
  readonly startedAtMillis?: number;
  readonly settledAt?: string;
  readonly settledAtMillis?: number;
  readonly dueAt?: string;
  readonly dueAtMillis?: number;
  /** Why it is dead or waits, with a code. */
  readonly code?: string;
  readonly reason?: string;
  readonly note?: string;
  /** How far a running job is by its handler's own word, about a second old. */
  readonly progress?: JobProgress;
}

/** How far a job is. */
export interface JobProgress {
  /** From 0 to 1. */
  readonly part: number;
  /** From 1. */
  readonly attempt: number;
  readonly note?: string;
}

/** What a cancel came to: it is on its way, or the job had ended. */
export type Cancelled = { readonly id: string; readonly state: "cancelling" } | JobStatus;

/** How long to wait for a job's end, and what ends the waiting before. */
export interface WaitOptions {
  /** In milliseconds. Default 60,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export const ENDS: ReadonlySet<string> = new Set(["done", "dead", "expired", "cancelled", "superseded"]);
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/**
 * What has become of a job.
 *
 * @throws TowpathError when nobody can say; `TP-1011` when no such job was issued to this client
 */
export function statusOf(gateway: Gateway, id: string, signal?: AbortSignal): Promise<JobStatus> {
  return ask(gateway, "GET", id, `what has become of job '${id}' is not known`, signal);
}

/** Asks that a job be not run any more. Asking again is always safe. */
export function cancel(gateway: Gateway, id: string): Promise<Cancelled> {
  return ask<Cancelled>(gateway, "DELETE", id, `job '${id}' is not cancelled`);
}

/**
 * Asks with growing pauses until a job has ended, however it has.
 *
 * @throws TowpathError `TP-8005` when it has not in time; the signal's reason when that is aborted
 */
export async function waitFor(gateway: Gateway, id: string, options: WaitOptions): Promise<JobStatus> {
  const { clock } = gateway.settings;
  const timeout = options.timeout ?? 60_000;
  const end = clock.now() + timeout;
  let last = "nothing was heard of it";
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
    let asked = true;
    try {
      const status = await statusOf(gateway, id, options.signal);
      if (ENDS.has(status.state)) {
        return status;
      }
      last = `it is ${status.state}${status.reason ? ` (${status.reason})` : ""}`;
    } catch (e) {
      if (!(e instanceof TowpathError && e.retryable)) {
        throw e;
      }
      last = e.message;
      asked = false;
    }
    const left = end - clock.now();
    if (left <= 0) {
      throw new TowpathError(
        `job '${id}' has not ended within ${timeout} ms: ${last}. It goes on all the same; waiting again is safe`,
        { code: CODES.notEndedYet, retryable: true },
      );
    }
    const jittered = pause * (0.5 + clock.random() / 2);
    await clock.pause(Math.min(left, asked ? jittered : LONGEST_PAUSE), options.signal);
  }
}

function ask<T extends { readonly id: string; readonly state: string }>(
  gateway: Gateway,
  method: Ask["method"],
  id: string,
  what: string,
  signal?: AbortSignal,
): Promise<T> {
  return gateway.ask(
    { method, path: `/v1/jobs/${encodeURIComponent(id)}` },
    (json) => {
      const { id: told, state } = (json ?? {}) as { id?: unknown; state?: unknown };
      return typeof told === "string" && typeof state === "string" ? (json as T) : undefined;
    },
    (setback, tries) =>
      failure(
        what,
        method === "DELETE" ? `it is not known whether job '${id}' is cancelled` : what,
        setback,
        {
          tries: tries.made,
          outcomeUnknown: tries.outcomeUnknown,
        },
      ),
    signal,
  );
}
