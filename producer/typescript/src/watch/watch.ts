import { TowpathError } from "../error.js";
import { Gateway } from "../gateway.js";
import { Refused, problemResponse } from "../serve/problem.js";
import { settingsOf, type ClientOptions } from "../settings.js";
import { statusOf, type JobStatus } from "../status.js";
import { jobOf } from "./token.js";
import { viewOf, type JobView } from "./view.js";

/** How a route tells of jobs. What is left out of a client's settings comes from the environment. */
export interface WatchOptions extends ClientOptions {
  /** How often the gateway is asked, in milliseconds. Default 1,000: workers tell as often. */
  readonly every?: number | undefined;
  /**
   * How long one answer lasts at most, in milliseconds. Default 50,000, below what platforms allow a function.
   * The hook `useJob` asks again by itself.
   */
  readonly longest?: number | undefined;
}

/** What a watcher is: a browser that may see one job. */
export interface Watcher {
  /** The header `authorization`. */
  readonly authorization: string | null;
  /** Aborted when it hangs up. */
  readonly hungUp: AbortSignal;
}

const STILL_THERE_MILLIS = 15_000;

/** What answers watchers with server-sent events: a {@link JobView} each time that it changes. It never throws. */
export function watching(options: WatchOptions): (watcher: Watcher) => Promise<Response> {
  const gateway = new Gateway(settingsOf(options));
  return async (watcher) => {
    try {
      const id = await jobOf(watcher.authorization, gateway.settings.key(), gateway.settings.clock.now());
      const first = await statusOf(gateway, id, watcher.hungUp);
      return new Response(events(views(gateway, first, options, watcher.hungUp)), {
        headers: {
          "content-type": "text/event-stream",
          // Compressed, it would be kept back until there is enough of it.
          "cache-control": "no-store, no-transform",
          "x-accel-buffering": "no",
        },
      });
    } catch (e) {
      if (e instanceof Refused) {
        return e.toResponse();
      }
      if (watcher.hungUp.aborted) {
        return new Response(null, { status: 499 });
      }
      return failed(e);
    }
  };
}

/** The job as it is, and as it becomes, until it has ended or the answer is long enough; null says that nothing changed. */
async function* views(
  gateway: Gateway,
  first: JobStatus,
  options: WatchOptions,
  hungUp: AbortSignal,
): AsyncGenerator<JobView | null> {
  const { clock } = gateway.settings;
  const end = clock.now() + (options.longest ?? 50_000);
  let status = first;
  let told = "";
  let toldAt = 0;
  for (;;) {
    const view = viewOf(status);
    const text = JSON.stringify(view);
    if (text !== told) {
      yield view;
      [told, toldAt] = [text, clock.now()];
    } else if (clock.now() - toldAt >= STILL_THERE_MILLIS) {
      yield null;
      toldAt = clock.now();
    }
    if (view.ended || clock.now() >= end) {
      return;
    }
    await clock.pause(options.every ?? 1_000, hungUp);
    status = await next(gateway, status, hungUp);
  }
}

/** What has become of it; what was known, while the gateway cannot say. */
async function next(gateway: Gateway, known: JobStatus, hungUp: AbortSignal): Promise<JobStatus> {
  try {
    return await statusOf(gateway, known.id, hungUp);
  } catch (e) {
    if (e instanceof TowpathError && e.retryable) {
      return known;
    }
    throw e;
  }
}

function events(views: AsyncGenerator<JobView | null>): ReadableStream<Uint8Array> {
  const text = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await views.next().catch(() => ({ value: undefined, done: true as const }));
      if (done) {
        controller.close();
        return;
      }
      controller.enqueue(text.encode(value === null ? ":\n\n" : `data: ${JSON.stringify(value)}\n\n`));
    },
    async cancel() {
      await views.return(undefined);
    },
  });
}

/** What the browser is told when the first look failed: nothing of where the gateway is. */
function failed(e: unknown): Response {
  if (e instanceof TowpathError && e.status === 404) {
    return problemResponse(404, "There is no such job", "No such job is known.", e.code);
  }
  // Where people look who can do something about it.
  console.error(`towpath: a browser cannot watch its job: ${e instanceof Error ? e.message : String(e)}`);
  const code = e instanceof TowpathError ? e.code : "fault";
  return problemResponse(
    503,
    "What has become of the job is not known",
    "Try again later; the server's log says why.",
    code,
    { "retry-after": "5" },
  );
}
