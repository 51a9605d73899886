import { createClient, type Client } from "../client.js";
import type { ClientOptions } from "../settings.js";
import type { JobState } from "../status.js";

/** A job that was enqueued with a {@link RecordingClient}. */
export interface RecordedJob {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  /** What was said besides: group, dedupKey, delay and so on, as a gateway would have got it. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A client that keeps what is enqueued, and sends nothing. */
export interface RecordingClient extends Client {
  /** What was enqueued so far, repeats of a dedup key left out. */
  readonly jobs: readonly RecordedJob[];
  /** The ids that were called off. */
  readonly cancelled: readonly string[];
  /** Says what has become of a job, for `status` and `wait`; else it is `accepted`. */
  settle(id: string, state: JobState): void;
}

/**
 * A client for tests of code that enqueues. It is the real one, in front of a gateway that only remembers, so
 * what the real one refuses, this one does too:
 *
 * ```ts
 * const client = recordingClient();
 * await publish(article, client);
 * assert.deepEqual(client.jobs[0]?.data, { id: 42 });
 * ```
 */
export function recordingClient(options: Pick<ClientOptions, "schemas" | "clock"> = {}): RecordingClient {
  const memory = new Memory();
  const client = createClient({
    ...options,
    url: "http://recorded.invalid",
    key: "tp_test_recorded",
    deployment: "",
    fetch: (url, init) => memory.answer(String(url), init!),
  });
  return {
    ...client,
    jobs: memory.jobs,
    cancelled: memory.cancelled,
    settle: (id, state) => void memory.states.set(id, state),
  };
}

/** The keys that the client makes up for its own retries are nobody's. */
const MADE_UP = "towpath:retry:";

/** A gateway that remembers. */
class Memory {
  readonly jobs: RecordedJob[] = [];
  readonly cancelled: string[] = [];
  readonly states = new Map<string, JobState>();

  async answer(url: string, { method, body }: RequestInit): Promise<Response> {
    const id = decodeURIComponent(new URL(url).pathname.slice("/v1/jobs/".length));
    if (method === "DELETE") {
      this.cancelled.push(id);
      this.states.set(id, "cancelled");
      return Response.json({ id, state: "cancelling" }, { status: 202 });
    }
    if (method === "GET") {
      return Response.json({ id, state: this.states.get(id) ?? "accepted" });
    }
    if (typeof body === "string" && !body.includes("\n")) {
      return Response.json(this.take(body), { status: 202 });
    }
    const results = this.results(new Response(body ?? "").body!);
    return new Response(
      new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { value, done } = await results.next();
          if (done) {
            controller.close();
          } else {
            controller.enqueue(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
          }
        },
      }),
      { headers: { "content-type": "application/x-ndjson" } },
    );
  }

  /** A result for each line, and the summary. */
  private async *results(body: ReadableStream<Uint8Array>): AsyncGenerator<object, void, undefined> {
    const reader = body.getReader();
    const text = new TextDecoder();
    let rest = "";
    let line = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const lines = (rest + text.decode(read.value, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const one of lines) {
        line++;
        yield { line, ...this.take(one) };
      }
    }
    yield { end: "complete", lines: line, accepted: line, refused: 0 };
  }

  private take(json: string): { id: string; duplicate: boolean } {
    const { type, data = null, ...options } = JSON.parse(json) as { type: string } & Record<string, unknown>;
    if (String(options["dedupKey"]).startsWith(MADE_UP)) {
      delete options["dedupKey"];
    }
    const before =
      options["dedupKey"] === undefined ? undefined : this.jobs.find((job) => isSame(job, type, options));
    const id = before?.id ?? `recorded_0_${String(this.jobs.length + 1).padStart(26, "0")}`;
    if (before === undefined) {
      this.jobs.push({ id, type, data, options });
    }
    return { id, duplicate: before !== undefined };
  }
}

/** The scope of a dedup key is the type and the group. */
function isSame(job: RecordedJob, type: string, options: Record<string, unknown>): boolean {
  return (
    job.type === type &&
    job.options["dedupKey"] === options["dedupKey"] &&
    (job.options["group"] ?? "") === (options["group"] ?? "")
  );
}
