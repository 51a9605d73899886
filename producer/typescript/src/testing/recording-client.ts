/** A job that was enqueued with a {@link RecordingClient}. */
export interface RecordedJob {
  id: string;
  type: string;
  data: unknown;
  /** What was said besides: group, dedupKey, delay and so on. */
  options: Record<string, unknown>;
}

/** A client that keeps what is enqueued, and sends nothing. It has the methods of the real one. */
export interface RecordingClient {
  /** What was enqueued so far, repeats of a dedup key left out. */
  readonly jobs: readonly RecordedJob[];
  /** The ids that were called off. */
  readonly cancelled: readonly string[];
  enqueue(type: string, data?: unknown, options?: object): Promise<{ id: string; duplicate: boolean }>;
  enqueueMany(
    jobs: Iterable<RecordableJob> | AsyncIterable<RecordableJob>,
    options?: object,
  ): Promise<{ id: string; duplicate: boolean }[]>;
  status(id: string): Promise<{ id: string; state: string }>;
  cancel(id: string): Promise<{ id: string; state: string }>;
  /** The jobs of a batch that were enqueued. */
  batch(name: string): Promise<{ batch: string; jobs: number }>;
}

/** A job of a list: its type, its data, and what else is said of it. */
export interface RecordableJob {
  type: string;
  data?: unknown;
  [option: string]: unknown;
}

/**
 * A client for tests of code that enqueues:
 *
 * ```ts
 * const client = recordingClient();
 * await publish(article, client);
 * assert.deepEqual(client.jobs[0]?.data, { id: 42 });
 * ```
 */
export function recordingClient(): RecordingClient {
  const jobs: RecordedJob[] = [];
  const cancelled: string[] = [];

  const enqueue: RecordingClient["enqueue"] = async (type, data = null, options = {}) => {
    const said = { ...options } as Record<string, unknown>;
    const before = said.dedupKey === undefined ? undefined : jobs.find((job) => isSame(job, type, said));
    if (before !== undefined) {
      return { id: before.id, duplicate: true };
    }
    const id = `recorded_0_${String(jobs.length + 1).padStart(26, "0")}`;
    jobs.push({ id, type, data: JSON.parse(JSON.stringify(data)), options: said });
    return { id, duplicate: false };
  };

  return {
    jobs,
    cancelled,
    enqueue,
    async enqueueMany(list) {
      const results = [];
      for await (const { type, data, ...options } of list) {
        results.push(await enqueue(type, data, options));
      }
      return results;
    },
    async status(id) {
      return { id, state: cancelled.includes(id) ? "cancelled" : "accepted" };
    },
    async cancel(id) {
      cancelled.push(id);
      return { id, state: "cancelling" };
    },
    async batch(name) {
      return { batch: name, jobs: jobs.filter((job) => job.options.batch === name).length };
    },
  };
}

/** The scope of a dedup key is the type and the group. */
function isSame(job: RecordedJob, type: string, options: Record<string, unknown>): boolean {
  return (
    job.type === type &&
    job.options.dedupKey === options.dedupKey &&
    (job.options.group ?? "") === (options.group ?? "")
  );
}
