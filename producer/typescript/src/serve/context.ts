import type { Clock } from "./clock.js";
import type { Delivery } from "./delivery.js";
import { dead, goOn, retry, snooze, type Emission, type Outcome } from "./outcome.js";
import type { Span } from "./span.js";
import type { DataOf, JobType } from "./typed.js";
import { bytesOf, cutAt } from "./utf8.js";

/** One attempt of one job, as its handler sees it. */
export interface JobContext {
  /** The job's id, the same at every attempt. */
  readonly id: string;
  readonly type: string;
  /** From 1. */
  readonly attempt: number;
  /** 0 as submitted, one more at each replay or resubmission after an end. */
  readonly generation: number;
  /** `owner.generation.attempt`; it grows with every attempt, compared number by number. */
  readonly fence: string;
  /** What must run one at a time, "" for none. */
  readonly group: string;
  /** The dedup key as posted, "" for none. */
  readonly dedupKey: string;
  /** The batch that it belongs to, "" for none. */
  readonly batch: string;
  readonly tags: readonly string[];
  /** The deployment of the site that posted it, "" for none. */
  readonly deployment: string;
  /** The W3C trace parent that came with it, "" for none. */
  readonly traceparent: string;
  /** Who posted it. */
  readonly client: string;
  /** When the gateway took the job. A replay of it says the same. */
  readonly acceptedAt: Date;
  /** When the worker hangs up, by this server's clock. */
  readonly deadline: Date;
  /**
   * Aborted at the deadline, and when the worker hangs up before: the job was called off, or the worker
   * stops.
   */
  readonly signal: AbortSignal;
  /** For how many milliseconds from {@link acceptedAt} the dedup key takes effect once, 0 without one. */
  readonly windowMillis: number;
  /** Of the payload: equal for the same JSON, however it was spelled. A signed 64-bit number as text. */
  readonly checksum: string;
  /** Whether somebody has this generation run although the job may be done. */
  readonly forced: boolean;
  /** How far an earlier attempt got by its own word, "" for none. */
  readonly cursor: string;

  /**
   * Says how far the attempt is, for people who look. From the first one on the answer is a stream, which
   * also keeps proxies from taking a long attempt for a dead one.
   *
   * @param part 0 to 1
   */
  progress(part: number, note?: string): void;

  /**
   * Says how far the attempt got. The next attempt, be it after a failure, a timeout or a crash, finds the
   * last one that the worker got in {@link cursor}.
   *
   * @param cursor at most 4 KiB of UTF-8; what it means is the handler's own affair
   * @throws RangeError when it is longer, Error when the job has ended
   */
  checkpoint(cursor: string): Promise<void>;

  /**
   * Emits a job: it is sent when this one ends as done, before that is settled. Run again after a crash, the
   * same emission gives the same job.
   *
   * @param data what JSON can say; it is taken as it is now
   * @throws RangeError when the answer would be longer than 1 MiB, TypeError when data is not JSON
   */
  emit<T extends JobType>(type: T, data: DataOf<T>, options?: { group?: string; dedupKey?: string }): void;

  /** Milliseconds until the deadline, 0 after it. */
  timeLeft(): number;

  /** To return: the attempt failed; the type's policy says when it is made again, not before `after`. */
  retry(options?: { after?: Span; reason?: string }): Outcome;

  /** To return: run it again after this time, a day at most; no attempt is burned. */
  snooze(after: Span): Outcome;

  /** To return: the job can never succeed. */
  dead(reason: string): Outcome;

  /** To return: run it again at once, from the last checkpoint; no attempt is burned. */
  continue(): Outcome;
}

/** What an attempt says before its outcome. */
export type Word = { progress: number; note?: string } | { checkpoint: string };

/** An attempt that runs: its context, and what only the runner may do with it. */
export interface RunningAttempt {
  ctx: JobContext;
  /** What was emitted so far. */
  emitted: readonly Emission[];
  /** Ends it: nothing it says counts from now on. */
  end(): void;
}

const CHECKPOINT_BYTES = 4096;
const NOTE_BYTES = 512;

/** Of the 1 MiB that a line may have, what its signature and the outcome around the emissions leave. */
const EMIT_BYTES = 1024 * 1024 - 1024;

/**
 * Begins an attempt.
 *
 * @param say takes each word to the worker, and resolves when it is on its way
 * @param hungUp aborted when nobody waits for the answer any more
 */
export function beginAttempt(
  delivery: Delivery,
  clock: Clock,
  say: (word: Word) => Promise<void>,
  hungUp: AbortSignal,
): RunningAttempt {
  const { type, job } = delivery;
  const deadline = clock.now() + job.timeoutMillis;
  const aborter = new AbortController();
  const hangUp = () =>
    aborter.abort(new Error(`job ${job.id}: the worker hung up, what this attempt says is lost`));
  hungUp.addEventListener("abort", hangUp, { once: true });
  if (hungUp.aborted) {
    hangUp();
  }
  const callOff = clock.after(job.timeoutMillis, () =>
    aborter.abort(new Error(`job ${job.id}: the ${job.timeoutMillis} ms that this attempt had are over`)),
  );
  const emitted: Emission[] = [];
  let emittedBytes = 0;
  let ended = false;

  const checkOpen = (what: string) => {
    if (ended) {
      throw new Error(
        `job ${job.id}: ${what} after the handler had ended counts for nothing; await it before`,
      );
    }
  };

  const ctx: JobContext = {
    id: job.id,
    type,
    attempt: job.attempt,
    generation: job.generation,
    fence: job.fence,
    group: job.group,
    dedupKey: job.dedupKey,
    batch: job.batch,
    tags: job.tags,
    deployment: job.deployment,
    traceparent: job.traceparent,
    client: job.client,
    acceptedAt: new Date(job.acceptedAt),
    deadline: new Date(deadline),
    signal: aborter.signal,
    windowMillis: job.windowMillis,
    checksum: job.checksum,
    forced: job.forced,
    cursor: job.cursor,

    progress(part, note) {
      if (!(part >= 0 && part <= 1)) {
        throw new RangeError(`ctx.progress: expected a part from 0 to 1, got ${part}`);
      }
      if (!ended) {
        void say(note === undefined ? { progress: part } : { progress: part, note: cutAt(NOTE_BYTES, note) });
      }
    },

    async checkpoint(cursor) {
      const bytes = bytesOf(cursor);
      if (bytes > CHECKPOINT_BYTES) {
        throw new RangeError(
          `job ${job.id}: a checkpoint has at most ${CHECKPOINT_BYTES} bytes, this one ${bytes}; the one ` +
            "before it counts. Keep in it where to go on, not what was found.",
        );
      }
      checkOpen("a checkpoint");
      await say({ checkpoint: cursor });
    },

    emit(emittedType, data, options = {}) {
      checkOpen("emit");
      const emission = emissionOf(String(emittedType), data, options);
      const bytes = bytesOf(JSON.stringify(emission)) + 1;
      if (emittedBytes + bytes > EMIT_BYTES) {
        throw new RangeError(
          `job ${job.id}: what one attempt emits has at most ${EMIT_BYTES} bytes as JSON, and with ` +
            `${JSON.stringify(emittedType)} it has ${emittedBytes + bytes}. Emit ids instead of contents, ` +
            "or fewer jobs.",
        );
      }
      emittedBytes += bytes;
      emitted.push(emission);
    },

    timeLeft: () => Math.max(0, deadline - clock.now()),
    retry,
    snooze,
    dead,
    continue: goOn,
  };

  return {
    ctx,
    emitted,
    end() {
      ended = true;
      callOff();
      hungUp.removeEventListener("abort", hangUp);
    },
  };
}

/** The emission as JSON says it, so that what the handler does to the data later changes nothing. */
function emissionOf(type: string, data: unknown, options: { group?: string; dedupKey?: string }): Emission {
  const json = JSON.stringify(data ?? null);
  if (json === undefined) {
    throw new TypeError(
      `ctx.emit(${JSON.stringify(type)}): data is a ${typeof data}, expected what JSON can say`,
    );
  }
  return {
    type,
    data: JSON.parse(json),
    ...(options.group ? { group: options.group } : {}),
    ...(options.dedupKey ? { dedupKey: options.dedupKey } : {}),
  };
}
