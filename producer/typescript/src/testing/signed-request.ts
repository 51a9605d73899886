import { signedLine, type AnswerTo } from "../serve/answer.js";
import { keyOf, type Key } from "../serve/key.js";
import { SECRET, variable } from "../serve/secrets.js";
import { signHeader } from "../serve/webhook.js";
import { fakeDelivery, type JobFields } from "./fake-delivery.js";

/** A secret that everybody knows, for tests alone. */
export const TEST_SECRET = "whsec_dG93cGF0aCB0ZXN0IHNlY3JldCBvZiBub2JvZHkhISE=";

/** What a signed request has; the rest is a first attempt of a job that was posted just now. */
export interface SignedRequestOptions extends JobFields {
  /** Default: the variable `TOWPATH_SIGNING_SECRET`, and {@link TEST_SECRET} where it is not set. */
  secret?: string;
  /** A second signature with this one, as while a secret is changed. */
  oldSecret?: string;
  /** Default: `http://localhost:3000/api/towpath`. */
  url?: string;
  /** Seconds since 1970. Default: now. */
  timestamp?: number;
  /** Aborted, the request is, as when the worker hangs up. */
  signal?: AbortSignal;
}

/** One line of an answer, as JSON. */
export type AnswerLine = Record<string, unknown>;

/** For which attempt the answer to a request must be signed. */
const asked = new WeakMap<Request, { to: Omit<AnswerTo, "key">; keys: Key[] }>();

/** A request as a worker would post it, to give to a route, or to `fetch`. */
export async function signedRequest(
  type: string,
  data: unknown,
  options: SignedRequestOptions = {},
): Promise<Request> {
  const {
    secret = variable(SECRET) ?? TEST_SECRET,
    oldSecret,
    url = "http://localhost:3000/api/towpath",
    timestamp = Math.floor(Date.now() / 1000),
    signal,
    ...fields
  } = options;
  const keys = await Promise.all([secret, ...(oldSecret ? [oldSecret] : [])].map(testKey));
  const { job } = fakeDelivery(type, data, fields, timestamp * 1000);
  const sent = { type, timestamp: new Date(timestamp * 1000).toISOString(), data: data ?? null, job };
  const body = new TextEncoder().encode(JSON.stringify(sent));
  const request = new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": job.id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": await signHeader(job.id, String(timestamp), body, keys),
      "towpath-attempt": String(job.attempt),
      "towpath-fence": job.fence,
    },
    body,
    ...(signal ? { signal } : {}),
  });
  asked.set(request, { to: { fence: job.fence, id: job.id, timestamp: String(timestamp) }, keys });
  return request;
}

/**
 * Reads the lines of an answer to a request of {@link signedRequest}, as a worker does.
 *
 * @throws Error when a line is not signed for this attempt, or the last one, and no other, has no outcome; it
 *     tells what came
 */
export async function readAnswer(response: Response, request: Request): Promise<AnswerLine[]> {
  const attempt = asked.get(request);
  if (attempt === undefined) {
    throw new Error("readAnswer: expected the very request that signedRequest() made");
  }
  const body = await response.text();
  const lines: AnswerLine[] = [];
  for (const line of body.split("\n").filter((each) => each !== "")) {
    const json = line.slice(line.indexOf(" ") + 1);
    if (!(await isSigned(line, json, attempt))) {
      throw new Error(`a line is not signed for this attempt (status ${response.status}): ${line}`);
    }
    lines.push(JSON.parse(json));
  }
  const outcomes = lines.filter((line) => "outcome" in line).length;
  if (outcomes !== 1 || !("outcome" in lines.at(-1)!)) {
    throw new Error(`expected one outcome, in the last line (status ${response.status}); got: ${body}`);
  }
  return lines;
}

async function isSigned(line: string, json: string, attempt: { to: Omit<AnswerTo, "key">; keys: Key[] }) {
  for (const key of attempt.keys) {
    if ((await signedLine({ ...attempt.to, key }, json)) === line) {
      return true;
    }
  }
  return false;
}

async function testKey(secret: string): Promise<Key> {
  const key = await keyOf(secret);
  if (key === undefined) {
    throw new TypeError(
      "signedRequest: expected a secret of the form whsec_ and base64 of at least 16 bytes",
    );
  }
  return key;
}
