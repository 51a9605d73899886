import { TowpathError } from "./error.js";
import { nodePost } from "./nodeHttp.js";
import { brokenConnection, judged, noAnswer, parsed, type Setback } from "./setback.js";
import type { Settings } from "./settings.js";
import { Tries } from "./tries.js";

/** One request to the gateway. */
export interface Ask {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly contentType?: string;
  readonly traceparent?: string;
  readonly body?: string | ReadableStream<Uint8Array>;
}

/** What is read of an answer. The `Response` of `fetch` is one. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
  text(): Promise<string>;
}

/**
 * What makes Node's fetch send a streamed body as it is. Else it keeps a clone of the request, and with it
 * all of the body, in case it is to be sent again (Fetch standard, HTTP-network-or-cache fetch, step 2).
 * Cloudflare's Workers have no such redirect mode, and no clone.
 */
const UNCLONED: { readonly redirect?: "error"; readonly window?: null } = hasRedirectError()
  ? { redirect: "error", window: null }
  : {};

function hasRedirectError(): boolean {
  try {
    return new Request("http://localhost/", { redirect: "error" }).redirect === "error";
  } catch {
    return false;
  }
}

/** A try that failed, on its way to whoever decides on another. */
export class SetbackError extends Error {
  constructor(readonly setback: Setback) {
    super(setback.what);
  }
}

/** The gateway, as one client sees it: where it is, and how it is asked. */
export class Gateway {
  constructor(readonly settings: Settings) {}

  /**
   * Sends a request, whatever comes.
   *
   * @throws whatever `fetch` does, or Node's client
   * @throws TowpathError `TP-8001` when the client does not know where or as whom
   */
  send(ask: Ask, signal: AbortSignal): Promise<Answer> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.settings.key()}` };
    if (ask.contentType !== undefined) {
      headers["content-type"] = ask.contentType;
    }
    if (ask.traceparent) {
      headers["traceparent"] = ask.traceparent;
    }
    const url = this.settings.url() + ask.path;
    const { fetch } = this.settings;
    const { body } = ask;
    if (fetch === undefined && typeof body === "string") {
      const post = nodePost(url);
      if (post !== undefined) {
        return post(url, headers, body, signal);
      }
    }
    const streamed = body instanceof ReadableStream;
    const init: RequestInit & { duplex?: "half"; window?: null } = {
      method: ask.method,
      headers,
      // Also keeps React from giving one answer to equal requests within a render.
      signal,
      cache: "no-store",
      // A redirect would turn a POST into a GET, or carry the key elsewhere.
      redirect: "manual",
      ...(body === undefined ? {} : { body }),
      ...(streamed ? { duplex: "half", ...UNCLONED } : {}),
    };
    // Looked up at each call: frameworks and tests put their own in place of the global one.
    return (fetch ?? globalThis.fetch)(url, init);
  }

  /**
   * One try at a request with a short answer in JSON.
   *
   * @param wanted reads the answer's JSON; undefined when it is not what was asked for
   * @throws SetbackError when nothing of the kind came
   * @throws the signal's reason when it is aborted
   */
  async once<T>(ask: Ask, wanted: (json: unknown) => T | undefined, signal?: AbortSignal): Promise<T> {
    const url = this.settings.url();
    const limit = this.settings.requestTimeout;
    const controller = new AbortController();
    const stop = () => controller.abort(signal?.reason);
    signal?.throwIfAborted();
    signal?.addEventListener("abort", stop, { once: true });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      controller.abort();
    }, limit);
    try {
      const answer = await this.send(ask, controller.signal);
      const text = await answer.text();
      const result = answer.ok ? wanted(parsed(text)) : undefined;
      if (result === undefined) {
        throw new SetbackError(judged(url, answer, text, this.settings.clock.now()));
      }
      return result;
    } catch (e) {
      signal?.throwIfAborted();
      if (e instanceof SetbackError || e instanceof TowpathError) {
        throw e;
      }
      throw new SetbackError(late ? noAnswer(url, limit) : brokenConnection(url, e));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  /**
   * A request with a short answer, made again while that may help.
   *
   * @param given makes the error of the last try
   */
  async ask<T>(
    ask: Ask,
    wanted: (json: unknown) => T | undefined,
    given: (setback: Setback, tries: Tries) => Error,
    signal?: AbortSignal,
  ): Promise<T> {
    const tries = new Tries(this.settings);
    for (;;) {
      try {
        return await this.once(ask, wanted, signal);
      } catch (e) {
        if (!(e instanceof SetbackError)) {
          throw e;
        }
        const pause = tries.pauseAfter(e.setback);
        if (pause === undefined) {
          throw given(e.setback, tries);
        }
        await this.settings.clock.pause(pause, signal);
      }
    }
  }
}
