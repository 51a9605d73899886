import { builtin } from "./builtin.js";
import type { Answer } from "./gateway.js";
import { variable } from "./serve/secrets.js";

/**
 * Posts a text.
 *
 * @returns a promise of the answer as soon as its head is there
 * @throws (as a rejection) what Node says of a connection: an Error with a `code`; or that the signal was aborted
 */
export type Post = (
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
) => Promise<Answer>;

// What is used of Node's modules.

interface NodeResponse extends AsyncIterable<Uint8Array> {
  readonly statusCode?: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  setEncoding(encoding: "utf8"): unknown;
  on(event: "data" | "end" | "error", listener: (given: never) => void): NodeResponse;
}

interface NodeHttp {
  readonly Agent: new (options: { keepAlive: boolean; timeout: number }) => object;
  request(
    url: string,
    options: {
      method: "POST";
      headers: Record<string, string>;
      agent: object;
      signal: AbortSignal;
    },
    answered: (response: NodeResponse) => void,
  ): { on(event: "error", listener: (error: Error) => void): unknown; end(body: string): unknown };
}

interface Host {
  readonly Deno?: unknown;
  readonly process?: { readonly versions?: { readonly bun?: string } };
}

/** How long a connection that nobody uses is kept, in milliseconds: less than servers keep theirs. */
const IDLE = 4_000;

/** What was there when this module was loaded. */
const { fetch: platforms } = globalThis;

const posts = new Map<string, Post | undefined>();

/**
 * Node's own HTTP client, which takes a sixth of the processor time of its `fetch`.
 *
 * Left to `fetch` is what Node's client does not know of: another runtime, a proxy of the environment, a `fetch`
 * that was put in place of the platform's, and a build of Next.js, which learns by `fetch` what it must not
 * prepare ahead.
 *
 * @returns undefined where `fetch` is to be used
 */
export function nodePost(url: string): Post | undefined {
  const { Deno, process } = globalThis as Host;
  const given = globalThis.fetch as typeof fetch & { readonly __nextPatched?: boolean };
  if (
    process?.versions?.bun !== undefined ||
    Deno !== undefined ||
    variable("NODE_USE_ENV_PROXY") === "1" ||
    variable("NEXT_PHASE") === "phase-production-build" ||
    (given !== platforms && given.__nextPatched !== true)
  ) {
    return undefined;
  }
  const name = url.startsWith("https:") ? "node:https" : "node:http";
  if (!posts.has(name)) {
    const http = builtin<NodeHttp>(name);
    posts.set(name, http && postBy(http));
  }
  return posts.get(name);
}

function postBy(http: NodeHttp): Post {
  const agent = new http.Agent({ keepAlive: true, timeout: IDLE });
  return (url, headers, body, signal) =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { method: "POST", headers, agent, signal }, (response) =>
        resolve(answerOf(response)),
      );
      request.on("error", reject);
      // Ended with all of its body, it says how long that is.
      request.end(body);
    });
}

function answerOf(response: NodeResponse): Answer {
  const status = response.statusCode ?? 0;
  return {
    status,
    ok: status >= 200 && status < 300,
    headers: { get: (name) => String(response.headers[name] ?? "") || null },
    body: response,
    text: () =>
      new Promise((resolve, reject) => {
        let text = "";
        response.setEncoding("utf8");
        response
          .on("data", (piece: string) => (text += piece))
          .on("end", () => resolve(text))
          .on("error", reject);
      }),
  };
}
