import { draftOf, traceparentOf } from "./draft.js";
import { Gateway } from "./gateway.js";
import type { EnqueueOptions, Job, JobInput, JobType, Receipt } from "./jobs.js";
import { many, type Many, type ManyOptions } from "./many.js";
import { settingsOf, type ClientOptions } from "./settings.js";
import { cancel, statusOf, waitFor, type Cancelled, type JobStatus, type WaitOptions } from "./status.js";
import { Tick } from "./tick.js";
import { tokenFor, type ReadTokenOptions } from "./watch/token.js";

/** What a payload's place in the arguments is: left out only where the type says nothing of it. */
export type EnqueueArguments<T extends string, O> =
  unknown extends JobInput<T>
    ? [type: T, data?: unknown, options?: O]
    : [type: T, data: JobInput<T>, options?: O];

/** Puts jobs on Towpath. */
export interface Enqueues<O extends Partial<EnqueueOptions>, M> {
  /**
   * Stores a job. When it resolves, Kafka has the job on all its replicas in sync. Calls made in the same
   * tick share one request; while two requests are under way, further calls wait for each other, 20 ms at most.
   *
   * @throws TowpathError (as a rejection) when it is not stored, or may not be: see its `outcomeUnknown`
   */
  enqueue<T extends JobType>(...job: EnqueueArguments<T, O>): Promise<Receipt>;
  /**
   * Stores the jobs of an iterable, any number of them, in bounded memory. `await` it or go over it with `for
   * await`: until then nothing is sent. The jobs of one group keep their order, but for those that are sent
   * again.
   */
  enqueueMany(jobs: Iterable<Job> | AsyncIterable<Job>, options?: M): Many;
}

/** A batch by its name: what is enqueued through it belongs to it. */
export interface Batch extends Enqueues<Omit<EnqueueOptions, "batch">, Omit<ManyOptions, "batch">> {
  readonly name: string;
}

/** One gateway and one key: puts jobs there and asks about them. Its functions need no `this`. */
export interface Client extends Enqueues<EnqueueOptions, ManyOptions> {
  /** The batch of that name, 1 to 128 bytes. */
  batch(name: string): Batch;
  /**
   * What has become of a job.
   *
   * @throws TowpathError (as a rejection) `TP-1011` when no such job was issued to this client
   */
  status(id: string): Promise<JobStatus>;
  /**
   * What became of a job, once it has ended, however it has.
   *
   * @throws TowpathError (as a rejection) `TP-8005` when it has not in time; the signal's reason when that is
   * aborted
   */
  wait(id: string, options?: WaitOptions): Promise<JobStatus>;
  /** Calls a job off. When it resolves, Kafka has the cancel. Asking again is always safe. */
  cancel(id: string): Promise<Cancelled>;
  /**
   * A token by which a browser may watch that one job for a while, and nothing else: for `useJob` of
   * `towpath/react`. Give it only to whom the job may be shown.
   *
   * @throws TowpathError (as a rejection) `TP-8001` when the lifetime is out of its range, or there is no key
   */
  readToken(id: string, options?: ReadTokenOptions): Promise<string>;
}

/**
 * A client with settings of its own; the functions of this package use one that has none.
 *
 * @throws TowpathError `TP-8001` when an option is out of its range
 */
export function createClient(options: ClientOptions = {}): Client {
  const gateway = new Gateway(settingsOf(options));
  const tick = new Tick(gateway);
  const put = (type: string, data: unknown, how: EnqueueOptions): Promise<Receipt> => {
    try {
      // Said now: a client that does not know where to send to says so at once, and the span is the caller's.
      gateway.settings.url();
      gateway.settings.key();
      const traceparent = traceparentOf(how);
      const draft = draftOf(type, data, how, gateway.settings);
      return draft instanceof Promise
        ? draft.then((ready) => tick.add(ready, traceparent))
        : tick.add(draft, traceparent);
    } catch (e) {
      return Promise.reject(e);
    }
  };
  return {
    enqueue: (...[type, data, how]) => put(type, data, how ?? {}),
    enqueueMany: (jobs, how) => many(gateway, jobs, how ?? {}),
    batch: (name) => ({
      name,
      enqueue: (...[type, data, how]) => put(type, data, { ...how, batch: name }),
      enqueueMany: (jobs, how) => many(gateway, jobs, how ?? {}, { batch: name }),
    }),
    status: (id) => statusOf(gateway, id),
    wait: (id, how) => waitFor(gateway, id, how ?? {}),
    cancel: (id) => cancel(gateway, id),
    readToken: async (id, how) =>
      tokenFor(gateway.settings.key(), id, gateway.settings.clock.now(), how ?? {}),
  };
}
