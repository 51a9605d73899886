import { systemClock, type Clock } from "../clock.js";
import type { JobView } from "./view.js";

/** Where a browser asks, and what it asks with. */
export interface Following {
  /** The site's route. */
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
  /** In place of the global `fetch`, for tests. */
  readonly fetch?: typeof globalThis.fetch;
  /** In place of the system's, for tests. */
  readonly clock?: Clock;
}

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;

/**
 * Tells of a job as it changes, until it has ended. A connection that breaks is made again.
 *
 * @throws Error when the site refuses: the token is over, or no such job is known
 * @throws the signal's reason when that is aborted
 */
export async function follow(where: Following, tell: (view: JobView) => void): Promise<void> {
  const clock = where.clock ?? systemClock;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 2)) {
    try {
      const answer = await (where.fetch ?? globalThis.fetch)(where.url, {
        headers: { authorization: `Bearer ${where.token}`, accept: "text/event-stream" },
        signal: where.signal,
        cache: "no-store",
      });
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429) {
        throw new RefusedError(await reasonOf(answer));
      }
      if (answer.ok && answer.body !== null) {
        for await (const view of viewsIn(answer.body)) {
          tell(view);
          if (view.ended) {
            return;
          }
          pause = FIRST_PAUSE;
        }
      }
    } catch (e) {
      where.signal.throwIfAborted();
      if (e instanceof RefusedError) {
        throw e;
      }
    }
    await clock.pause(pause * (0.5 + clock.random() / 2), where.signal);
  }
}

class RefusedError extends Error {}

async function reasonOf(answer: Response): Promise<string> {
  try {
    const { detail } = (await answer.json()) as { detail?: unknown };
    if (typeof detail === "string") {
      return detail;
    }
  } catch {
    // What is not JSON says nothing that could be shown.
  }
  return `The site answered ${answer.status}. Expected a route with GET = watch() there.`;
}

/** The data of server-sent events (WHATWG HTML 9.2), one line each: so they are written. */
async function* viewsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<JobView> {
  const reader = body.getReader();
  const text = new TextDecoder();
  let rest = "";
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const lines = (rest + text.decode(read.value, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.startsWith("data: ")) {
          yield JSON.parse(line.slice(6)) as JobView;
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
