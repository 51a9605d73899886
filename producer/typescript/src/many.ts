import { draftOf, traceparentOf, type Draft } from "./draft.js";
import { TowpathError, TowpathManyError } from "./error.js";
import type { Gateway } from "./gateway.js";
import type { Drawn, Source } from "./intake.js";
import type { EnqueueOptions, Job } from "./jobs.js";
import { Transfer } from "./transfer.js";

/** What became of one job of an `enqueueMany`: stored under an id, or not, and why. */
export type ManyResult =
  | { readonly index: number; readonly id: string; readonly duplicate: boolean; readonly error?: undefined }
  | { readonly index: number; readonly id?: undefined; readonly error: TowpathError };

/** What an `enqueueMany` came to whose jobs are all stored. */
export interface ManySummary {
  /** How many are stored. */
  readonly accepted: number;
  /** How many of them were known before, as far as the gateway knows. */
  readonly duplicates: number;
}

/** What holds for each job of an `enqueueMany` that does not say otherwise itself. */
export type ManyOptions = Pick<
  EnqueueOptions,
  "queue" | "batch" | "tags" | "delay" | "runAt" | "expires" | "deployment" | "traceparent"
>;

/**
 * Many jobs that are sent as they are asked about, once: `await` it, and it throws a TowpathManyError unless
 * all are stored; or go over it with `for await`, and it gives each job's result. Until then nothing is sent.
 */
export interface Many extends PromiseLike<ManySummary>, AsyncIterable<ManyResult> {}

const MOST_ERRORS = 100;

/**
 * The jobs of an iterable, to be sent.
 *
 * @param options hold for each job that does not say otherwise itself
 * @param fixed hold for each job, whatever it says
 */
export function many(
  gateway: Gateway,
  jobs: Iterable<Job> | AsyncIterable<Job>,
  options: ManyOptions,
  fixed: ManyOptions = {},
): Many {
  const traceparent = traceparentOf(options);
  const { schemas } = gateway.settings;
  let deployment: string | undefined;
  // Asked once: the environment is slow to answer.
  const settings = { schemas, deployment: () => (deployment ??= gateway.settings.deployment()) };
  const draft = (job: Job) => {
    const { type, data, ...own } = job as { type: string; data?: unknown } & EnqueueOptions;
    return draftOf(type, data, { ...options, ...said(own), ...fixed }, settings);
  };
  let begun = false;
  const results = (): AsyncGenerator<ManyResult, void, undefined> => {
    if (begun) {
      throw new TypeError("these jobs were sent already: await enqueueMany, or go over it, but once");
    }
    begun = true;
    return resultsOf(new Transfer(gateway, sourceOf(jobs, draft), traceparent));
  };
  let summary: Promise<ManySummary> | undefined;
  return {
    [Symbol.asyncIterator]: results,
    then: (stored, failed) => (summary ??= summed(results)).then(stored, failed),
  };
}

async function* resultsOf(transfer: Transfer): AsyncGenerator<ManyResult, void, undefined> {
  for await (const outcome of transfer.outcomes()) {
    yield "receipt" in outcome ? { index: outcome.index, ...outcome.receipt } : outcome;
  }
}

async function summed(results: () => AsyncIterable<ManyResult>): Promise<ManySummary> {
  let accepted = 0;
  let duplicates = 0;
  let refused = 0;
  const errors: { index: number; error: TowpathError }[] = [];
  for await (const result of results()) {
    if (result.error === undefined) {
      accepted++;
      duplicates += result.duplicate ? 1 : 0;
    } else {
      refused++;
      if (errors.length < MOST_ERRORS) {
        errors.push({ index: result.index, error: result.error });
      }
    }
  }
  if (refused > 0) {
    throw new TowpathManyError(accepted, refused, errors);
  }
  return { accepted, duplicates };
}

/** Draws jobs and makes drafts of them: at once where the iterable and the type's schema allow it. */
function sourceOf(
  jobs: Iterable<Job> | AsyncIterable<Job>,
  draft: (job: Job) => Draft | Promise<Draft>,
): Source {
  const iterator = Symbol.asyncIterator in jobs ? jobs[Symbol.asyncIterator]() : jobs[Symbol.iterator]();
  const drawn = (step: IteratorResult<Job>): IteratorResult<Drawn> | Promise<IteratorResult<Drawn>> => {
    if (step.done) {
      return { done: true, value: undefined };
    }
    try {
      const value = draft(step.value);
      return value instanceof Promise ? value.catch(asDrawn).then((value) => ({ value })) : { value };
    } catch (e) {
      return { value: asDrawn(e) };
    }
  };
  return {
    next: () => {
      const step = iterator.next();
      return step instanceof Promise ? step.then(drawn) : drawn(step as IteratorResult<Job>);
    },
    return: () => iterator.return?.(),
  };
}

/** A job's options without those that say nothing: an undefined one does not undo what holds for all. */
function said(own: EnqueueOptions): EnqueueOptions {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}

/** A job that cannot be sent hurts no other; a bug, of a schema or of ours, ends all. */
function asDrawn(e: unknown): Drawn {
  if (e instanceof TowpathError) {
    return e;
  }
  throw e;
}
