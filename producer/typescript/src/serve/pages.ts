import type { HandlersFor, Schemas } from "./handlers.js";
import { Refused } from "./problem.js";
import { answer, type Incoming } from "./route.js";
import { routeOf, type ServeOptions } from "./serve.js";

/** What is used of Node's `IncomingMessage`, and of the request of a Next.js API route. */
export interface PagesRequest extends AsyncIterable<unknown> {
  method?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  /** What a body parser made of the body. */
  body?: unknown;
  readableEnded?: boolean;
}

/** What is used of Node's `ServerResponse`, and of the response of a Next.js API route. */
export interface PagesResponse {
  statusCode: number;
  readonly writableFinished: boolean;
  setHeader(name: string, value: string): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  once(event: "close" | "drain", listener: () => void): unknown;
  off(event: "close" | "drain", listener: () => void): unknown;
}

/**
 * An API route of the Pages Router that does jobs. In `pages/api/towpath.ts`:
 *
 * ```ts
 * import { servePages } from "towpath/next";
 *
 * // What is signed is the raw body, so Next.js must not parse it.
 * export const config = { api: { bodyParser: false } };
 *
 * export default servePages({
 *   "article.publish": async (data, ctx) => {
 *     await publish(data);
 *   },
 * });
 * ```
 *
 * Without that `config` every job is answered with the problem `body-parsed`, and none runs.
 */
export function servePages<S extends Schemas = {}>(
  handlers: HandlersFor<NoInfer<S>>,
  options: ServeOptions<S> = {},
): (req: PagesRequest, res: PagesResponse) => Promise<void> {
  const route = routeOf(handlers, options);
  return async (req, res) => {
    const hungUp = new AbortController();
    res.once("close", () => {
      if (!res.writableFinished) {
        hungUp.abort();
      }
    });
    await send(await answer(route, incomingOf(req, hungUp.signal)), res, hungUp.signal);
  };
}

function incomingOf(req: PagesRequest, hungUp: AbortSignal): Incoming {
  return {
    method: req.method ?? "GET",
    hungUp,
    header(name) {
      const value = req.headers[name];
      return Array.isArray(value) ? value.join(", ") : (value ?? null);
    },
    async body() {
      if (req.body !== undefined || req.readableEnded === true) {
        throw new Refused(
          "body-parsed",
          "The body was parsed before servePages() could check its signature over the raw bytes. Nothing " +
            "was run. Add to this file: export const config = { api: { bodyParser: false } };",
        );
      }
      try {
        return await bytesOf(req);
      } catch {
        throw new Refused(
          "body-cut",
          "The body broke off while it came. Nothing was run; sending it again is safe.",
        );
      }
    },
  };
}

async function bytesOf(req: PagesRequest): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of req) {
    const bytes = chunk as Uint8Array;
    chunks.push(bytes);
    length += bytes.byteLength;
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

/** Sends an answer, as fast as the other side takes it. */
export async function send(response: Response, res: PagesResponse, hungUp: AbortSignal): Promise<void> {
  res.statusCode = response.status;
  response.headers.forEach((value, name) => res.setHeader(name, value));
  if (response.body === null) {
    res.end();
    return;
  }
  const reader = response.body.getReader();
  const stop = () => void reader.cancel();
  hungUp.addEventListener("abort", stop, { once: true });
  if (hungUp.aborted) {
    stop();
  }
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    if (!res.write(read.value)) {
      await drained(res);
    }
  }
  res.end();
}

/** Resolves when the connection takes more, or is gone. */
function drained(res: PagesResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      res.off("drain", go);
      res.off("close", go);
      resolve();
    };
    res.once("drain", go);
    res.once("close", go);
  });
}
