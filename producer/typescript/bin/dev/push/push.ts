import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Clock } from "#serve/clock.js";
import type { Key } from "#serve/key.js";
import { signHeader } from "#serve/webhook.js";
import { printable } from "../api/refusal.js";
import { isObject } from "../api/json.js";
import { failed, hindered, type Job, type Verdict } from "../engine/job.js";
import { readAnswer, TooMuchError, UnreadableError, type Words } from "./answer.js";
import { bodyOf, fenceOf } from "./body.js";
import { byStatus, retryAfterOf } from "./statusRules.js";

/** How long the end of an answer may take behind its outcome. */
const LAST_CHUNK_MILLIS = 1000;

/** An endpoint that does jobs. */
export interface Endpoint {
  readonly url: string;
  readonly keys: readonly Key[];
  /** Whether an outcome counts only when it is signed. */
  readonly signed: boolean;
}

/** One attempt: which, of what, and how long it may take. */
export interface Attempt {
  readonly job: Job;
  /** Grows with every start of the emulator. */
  readonly owner: number;
  readonly timeoutMillis: number;
  /** Aborted, the job is not to go on. */
  readonly signal: AbortSignal;
  readonly words: Words;
}

/** Makes one attempt of a job: one signed request, judged as docs/push.md says. It never throws. */
export async function push(endpoint: Endpoint, attempt: Attempt, clock: Clock): Promise<Verdict> {
  const { job, signal } = attempt;
  const host = new URL(endpoint.url).hostname;
  const fence = fenceOf(attempt.owner, job);
  const timestamp = String(Math.floor(clock.now() / 1000));
  const body = bodyOf(job, fence, attempt.timeoutMillis);
  const request = requestOf(endpoint.url, {
    "content-type": "application/json",
    "content-length": String(body.byteLength),
    "user-agent": "towpath-dev",
    "accept-encoding": "identity",
    "webhook-id": job.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": await signHeader(job.id, timestamp, body, endpoint.keys),
    "towpath-attempt": String(job.attempt),
    "towpath-fence": fence,
    "towpath-deadline": String(clock.now() + attempt.timeoutMillis),
    ...(job.traceparent === "" ? {} : { traceparent: job.traceparent }),
  });
  let began = false;
  let late = false;
  request.once("socket", (socket) =>
    socket.once(endpoint.url.startsWith("https:") ? "secureConnect" : "connect", () => (began = true)),
  );
  const hangUp = () => request.destroy(new Error("it was called off"));
  signal.addEventListener("abort", hangUp, { once: true });
  if (signal.aborted) {
    hangUp();
  }
  const callOff = clock.after(attempt.timeoutMillis, () => {
    late = true;
    request.destroy(new Error("it took too long"));
  });
  try {
    const response = await answerOf(request, body);
    const to = { fence, id: job.id, timestamp, keys: endpoint.keys };
    return await judge(endpoint, response, to, attempt.words, clock.now());
  } catch (e) {
    if (late) {
      return began
        ? failed("TP-3004", `${host} did not answer in time`)
        : hindered(`${host} did not take a connection in time`, true);
    }
    if (e instanceof UnreadableError) {
      return failed("TP-3001", `${host} signed a line that cannot be read: ${e.message}`);
    }
    if (e instanceof TooMuchError) {
      return failed("TP-3010", `${host} answered too much: ${e.message}`);
    }
    return began
      ? failed("TP-3010", `the connection to ${host} broke before it had answered: ${messageOf(e)}`)
      : hindered(`${host} cannot be reached: ${messageOf(e)}`, true);
  } finally {
    callOff();
    signal.removeEventListener("abort", hangUp);
    // What was read counts; the rest is let in, so that the route sees a request that ends well.
    const cut = setTimeout(() => request.destroy(), LAST_CHUNK_MILLIS);
    request.once("close", () => clearTimeout(cut));
  }
}

function requestOf(url: string, headers: Record<string, string>): ClientRequest {
  const begin = url.startsWith("https:") ? httpsRequest : httpRequest;
  const request = begin(url, { method: "POST", headers, agent: false });
  // It may fail once more when nobody waits any longer.
  request.on("error", () => {});
  return request;
}

function answerOf(request: ClientRequest, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.once("error", reject);
    request.end(body);
  });
}

async function judge(
  endpoint: Endpoint,
  response: IncomingMessage,
  to: Parameters<typeof readAnswer>[1],
  words: Words,
  now: number,
): Promise<Verdict> {
  const status = response.statusCode ?? 0;
  const host = new URL(endpoint.url).hostname;
  let unsigned = "";
  // How the connection ends behind what was read changes nothing.
  response.on("error", () => {});
  if (endpoint.signed) {
    const said = await readAnswer(response.iterator({ destroyOnReturn: false }), to, words);
    response.resume();
    if ("verdict" in said) {
      return said.verdict;
    }
    if ("ended" in said && said.ours) {
      return failed("TP-3010", `${host} ended its answer without an outcome`);
    }
    unsigned = "unsigned" in said ? said.unsigned : "";
  } else {
    response.resume();
    if (status >= 200 && status < 300) {
      return { kind: "done", emit: [] };
    }
  }
  const what = whatCame(endpoint, response, unsigned);
  return byStatus(status, retryAfterOf(response.headers["retry-after"], now), what);
}

/** What came, for people. Of the text only what a problem document says of itself. */
function whatCame(endpoint: Endpoint, response: IncomingMessage, text: string): string {
  const { location } = response.headers;
  const type = response.headers["content-type"] ?? "";
  const without = endpoint.signed ? " without a signed outcome" : "";
  const points = location === undefined ? "" : `, and points to ${printable(location.split("?", 1)[0]!)}`;
  const said = type.startsWith("application/problem+json")
    ? `: ${detailOf(text)}`
    : type.startsWith("text/html")
      ? ": a page"
      : "";
  return `${new URL(endpoint.url).hostname} answered ${response.statusCode}${without}${points}${said}`;
}

function detailOf(text: string): string {
  try {
    const problem: unknown = JSON.parse(text);
    if (isObject(problem)) {
      return printable(String(problem["detail"] ?? problem["title"]));
    }
  } catch {
    // Told below.
  }
  return "a problem that cannot be read";
}

/** Node tells of a host with several addresses as of one error that holds others. */
function messageOf(e: unknown): string {
  const first = e instanceof AggregateError ? e.errors[0] : e;
  return first instanceof Error ? first.message || first.name : String(first);
}
