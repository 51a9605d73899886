import { systemClock, type Clock } from "./clock.js";
import { CODES } from "./codes.js";
import { environment } from "./environment.js";
import { TowpathError } from "./error.js";
import type { StandardSchema } from "./schema.js";

/** What a client may be told; what is left out comes from the environment or is as it says. */
export interface ClientOptions {
  /** The gateway's base URL. Else the environment's `TOWPATH`, or `TOWPATH_URL`, at first use. */
  readonly url?: string | undefined;
  /** The API key, `tp_…`. Else the environment's `TOWPATH_KEY`, at first use. */
  readonly key?: string | undefined;
  /** The deployment of your site, put into every job. Else `TOWPATH_DEPLOYMENT`, on a preview `VERCEL_URL`, else `NEXT_DEPLOYMENT_ID`. */
  readonly deployment?: string | undefined;
  /** How often a request is made before it is given up, 1 to 20. Default 4. */
  readonly tries?: number | undefined;
  /**
   * How long a job's tries may take together, in milliseconds: after that no other begins. Default 20,000.
   */
  readonly totalTimeout?: number | undefined;
  /**
   * How long one answer may take, in milliseconds. Default 10,000: the gateway itself waits 5 s for Kafka.
   */
  readonly requestTimeout?: number | undefined;
  /** What payloads are judged by before they are sent, by type. */
  readonly schemas?: Readonly<Record<string, StandardSchema>> | undefined;
  /** For all requests, in place of the global `fetch` and, for posts, of Node's HTTP client. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** In place of the system's, for tests. */
  readonly clock?: Clock | undefined;
}

/** The options with what was left out. */
export interface Settings {
  readonly tries: number;
  readonly totalTimeout: number;
  readonly requestTimeout: number;
  readonly schemas: Readonly<Record<string, StandardSchema>>;
  readonly clock: Clock;
  /** The deployment that a job is posted by, empty for none. */
  deployment(): string;
  /** What all requests are made with; undefined for what the platform has. */
  readonly fetch: typeof globalThis.fetch | undefined;
  /**
   * The gateway's base URL without a slash at its end.
   *
   * @throws TowpathError `TP-8001` when nobody says it, or it is none
   */
  url(): string;
  /** @throws TowpathError `TP-8001` when nobody says it */
  key(): string;
}

const KEY = /^[\x21-\x7e]+$/;

/**
 * @throws TowpathError `TP-8001` when a number is out of its range; what comes from the environment is judged
 * later
 */
export function settingsOf(options: ClientOptions): Settings {
  return {
    tries: whole("tries", options.tries ?? 4, 1, 20),
    totalTimeout: whole("totalTimeout", options.totalTimeout ?? 20_000, 0, 540_000),
    requestTimeout: whole("requestTimeout", options.requestTimeout ?? 10_000, 1, 600_000),
    schemas: options.schemas ?? {},
    clock: options.clock ?? systemClock,
    deployment: () => options.deployment ?? environment.deployment(),
    fetch: options.fetch,
    url: () =>
      options.url === undefined ? baseUrl("TOWPATH", environment.url()) : baseUrl("url", options.url),
    key: () => {
      const key = (options.key ?? environment.key()).trim();
      if (!KEY.test(key)) {
        throw missing(
          options.key === undefined ? "TOWPATH_KEY" : "key",
          "the API key, tp_…",
          key === "" ? "nothing" : "another",
        );
      }
      return key;
    },
  };
}

function baseUrl(name: string, text: string): string {
  let url: URL | undefined;
  try {
    url = new URL(text.trim());
  } catch {
    url = undefined;
  }
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "") {
    throw missing(
      name,
      "the gateway's base URL, such as http://127.0.0.1:8780",
      text === "" ? "nothing" : "another",
    );
  }
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

function missing(name: string, expected: string, got: string): TowpathError {
  const variable = name.startsWith("TOWPATH");
  return new TowpathError(
    `Nothing was sent: expected ${expected}, in ${variable ? `the environment variable ${name}` : `the option '${name}'`}, ` +
      `got ${got}. ` +
      (variable
        ? `Set ${name} on the server (no NEXT_PUBLIC_), or use createClient({ url, key })`
        : `Mend the option`),
    { code: CODES.settings },
  );
}

function whole(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new TowpathError(
      `createClient: expected a whole number of ${least} to ${most} as '${name}', got ${String(value)}`,
      { code: CODES.settings },
    );
  }
  return value;
}
