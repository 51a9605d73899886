/** How a job ends. */
export type End = "done" | "dead" | "expired" | "cancelled";

/** Where a job stands, in the gateway's words. */
export type State = "accepted" | "waiting" | "running" | End;

/** How one attempt ended, for people. */
export interface PastAttempt {
  readonly generation: number;
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly millis: number;
  readonly ended: string;
  readonly reason: string;
}

/** One job, and what has become of it. Times are milliseconds since 1970, 0 for none. */
export interface Job {
  readonly id: string;
  readonly queue: string;
  readonly type: string;
  readonly data: unknown;
  readonly client: string;
  readonly group: string;
  readonly dedupKey: string;
  readonly batch: string;
  readonly tags: readonly string[];
  readonly deployment: string;
  readonly traceparent: string;
  readonly checksum: string;
  /** For how long the dedup key takes effect once, in milliseconds; 0 without one. */
  readonly windowMillis: number;
  readonly acceptedAt: number;
  /** When it is due for the first time; as `acceptedAt` for at once. */
  readonly dueAt: number;
  readonly expiresAt: number;
  readonly generation: number;
  /** Somebody had it run again: it may be as old as it is. */
  readonly replayed: boolean;

  state: State;
  /** Attempts that were made and burned, or the one that runs. */
  attempt: number;
  crashes: number;
  cursor: string;
  code: string;
  reason: string;
  startedAt: number;
  settledAt: number;
  /** When the next attempt is. */
  nextAt: number;
  progress: { part: number; attempt: number; note: string } | undefined;
  readonly past: PastAttempt[];
}

/** What came of one attempt. */
export type Verdict =
  | { readonly kind: "done"; readonly emit: readonly Emission[] }
  | Failed
  | { readonly kind: "snoozed"; readonly afterMillis: number }
  | Hindered;

/** The attempt failed, or the job can never succeed. */
export interface Failed {
  readonly kind: "failed";
  readonly code: string;
  readonly reason: string;
  /** Whether no further attempt can mend it. */
  readonly last: boolean;
  readonly afterMillis: number;
  readonly error: string;
}

/** The job is held without blame, and runs again soon. */
export interface Hindered {
  readonly kind: "hindered";
  readonly reason: string;
  /** Whether the target is to blame. */
  readonly byTarget: boolean;
  /** Before which it does not want to be asked again, 0 for no wish. */
  readonly afterMillis: number;
}

/** A job that a handler emitted. */
export interface Emission {
  readonly type: string;
  readonly data: unknown;
  readonly group: string;
  readonly dedupKey: string;
}

/** A failure that another attempt may mend. */
export function failed(code: string, reason: string, more: Partial<Failed> = {}): Failed {
  return { kind: "failed", code, reason, last: false, afterMillis: 0, error: "", ...more };
}

/** What keeps a job back for which nobody is to blame but, perhaps, its target. */
export function hindered(reason: string, byTarget: boolean, afterMillis = 0): Hindered {
  return { kind: "hindered", reason, byTarget, afterMillis };
}

/** Whether a job has ended. */
export function hasEnded(job: Job): boolean {
  return ["done", "dead", "expired", "cancelled"].includes(job.state);
}
