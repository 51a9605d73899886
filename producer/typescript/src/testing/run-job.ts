import { makeAttempt, type Wrap } from "../serve/attempt.js";
import { systemClock, type Clock } from "../serve/clock.js";
import { beginAttempt, type Word } from "../serve/context.js";
import type { AnyHandlers, Schemas } from "../serve/handlers.js";
import type { Emission, Verdict } from "../serve/outcome.js";
import type { DataOf, JobType } from "../serve/typed.js";
import { fakeDelivery, type JobFields } from "./fake-delivery.js";

/** The attempt that a test makes, and what goes around it. */
export interface RunOptions extends JobFields {
  schemas?: Schemas;
  wrap?: Wrap;
  clock?: Clock;
  /** Aborted, it is as if the worker had hung up. */
  hungUp?: AbortSignal;
}

/** What came of an attempt. */
export interface JobRun {
  outcome: Verdict["outcome"];
  /** Why, where the outcome has a reason. */
  reason: string | undefined;
  /** When it runs again at the earliest, in milliseconds, where the outcome says so. */
  afterMillis: number | undefined;
  /** The name of the error that failed it. */
  error: string | undefined;
  /** The jobs that would be sent now: none unless the job is done. */
  emitted: Emission[];
  /** All of them, the first one first. */
  checkpoints: string[];
  progress: { part: number; note: string | undefined }[];
}

/**
 * Runs one attempt of a job by its handler, without HTTP, signatures or waiting.
 *
 * ```ts
 * const run = await runJob(handlers, "article.publish", { id: 42 }, { attempt: 2, cursor: "row 500" });
 * assert.equal(run.outcome, "done");
 * ```
 *
 * @returns what came of it; what the handler throws is the outcome `retry`
 */
export async function runJob<T extends JobType>(
  handlers: AnyHandlers,
  type: T,
  data: DataOf<T>,
  options: RunOptions = {},
): Promise<JobRun> {
  const { schemas, wrap, clock = systemClock, hungUp = new AbortController().signal, ...fields } = options;
  const words: Word[] = [];
  // What a worker posts went through JSON.
  const delivery = fakeDelivery(String(type), JSON.parse(JSON.stringify(data ?? null)), fields, clock.now());
  const attempt = beginAttempt(delivery, clock, async (word) => void words.push(word), hungUp);
  const { verdict } = await makeAttempt({ handlers, schemas, wrap }, delivery, attempt);
  return {
    outcome: verdict.outcome,
    reason: "reason" in verdict ? verdict.reason : undefined,
    afterMillis: "afterMillis" in verdict ? verdict.afterMillis : undefined,
    error: "error" in verdict ? verdict.error : undefined,
    emitted: verdict.outcome === "done" ? (verdict.emit ?? []) : [],
    checkpoints: words.flatMap((word) => ("checkpoint" in word ? [word.checkpoint] : [])),
    progress: words.flatMap((word) => ("progress" in word ? [{ part: word.progress, note: word.note }] : [])),
  };
}
