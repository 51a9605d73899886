/**
 * The payloads of your job types, as handlers get them. `towpath types` fills it in from .avsc files; by
 * hand:
 *
 * ```ts
 * import type {} from "towpath";
 *
 * declare module "towpath" {
 *   interface Jobs {
 *     "article.publish": { id: number };
 *   }
 * }
 * ```
 *
 * While it is empty, every type and every payload is allowed.
 */
export interface Jobs {}

/**
 * The payloads as they may be sent, where that differs from {@link Jobs}: fields with a default left out, a
 * Date for an instant. A type that is not in here is sent as {@link Jobs} has it.
 */
export interface JobInputs {}

/** A type of job: one of those in {@link Jobs} and {@link JobInputs}, or any while both are empty. */
export type JobType = [keyof Jobs | keyof JobInputs] extends [never]
  ? string
  : (keyof Jobs | keyof JobInputs) & string;

/** What may be sent to a type. */
export type JobInput<T extends string> = T extends keyof JobInputs
  ? JobInputs[T]
  : T extends keyof Jobs
    ? Jobs[T]
    : unknown;

/** How and when a job runs. Every field may be left out. */
export interface EnqueueOptions {
  /** What must run one at a time and in order: an article, a customer. At most 512 bytes. */
  readonly group?: string | undefined;
  /** The name of "the same thing": takes effect once in the type's window. At most 512 bytes. */
  readonly dedupKey?: string | undefined;
  /**
   * How long it waits first: milliseconds, or `"250ms"`, `"10s"`, `"5m"`, `"2h"`, `"1d"`; at most 365 days.
   */
  readonly delay?: string | number | undefined;
  /** When it is due: a Date or RFC 3339. Not together with `delay`. */
  readonly runAt?: string | Date | undefined;
  /** When it must have started: a Date, RFC 3339, or from now `"90s"`, `"10m"`, `"24h"`, `"7d"`. */
  readonly expires?: string | Date | undefined;
  /** Another queue than the type's. */
  readonly queue?: string | undefined;
  /** The set of jobs that it belongs to. At most 128 bytes. */
  readonly batch?: string | undefined;
  /** At most 16, of at most 128 bytes. */
  readonly tags?: readonly string[] | undefined;
  /** The deployment that posts it, in place of the client's. */
  readonly deployment?: string | undefined;
  /** The W3C trace that it belongs to, in place of the active span of OpenTelemetry. Empty for none. */
  readonly traceparent?: string | undefined;
}

/** A job for `enqueueMany`: its type, its payload, its options. */
export type Job = {
  [T in JobType]: { readonly type: T } & Payload<T> & Omit<EnqueueOptions, "traceparent">;
}[JobType];

type Payload<T extends string> =
  unknown extends JobInput<T> ? { readonly data?: unknown } : { readonly data: JobInput<T> };

/** The gateway's word that a job is stored. */
export interface Receipt {
  readonly id: string;
  /** Whether the same was known before, as far as the gateway knows. */
  readonly duplicate: boolean;
}
