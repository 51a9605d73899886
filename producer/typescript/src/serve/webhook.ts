import { isSignatureOf, signatureOf, type Key } from "./key.js";
import { Refused } from "./problem.js";

/** The three headers by which a request is signed, as Standard Webhooks 1.0.0 has them. */
export interface WebhookHeaders {
  id: string;
  /** Seconds since 1970, as it was sent: these very characters are signed. */
  timestamp: string;
  /** One signature or more, each `v1,` and base64, with spaces between. */
  signature: string;
}

/** How far the timestamp may lie from now, before it or after it. */
export const TOLERANCE_SECONDS = 300;

/**
 * More signatures than this in one request are not looked at: two are usual, and each costs a hash of the
 * body.
 */
const MAX_SIGNATURES = 8;

/** What is signed of a request: `{id}.{timestamp}.{body}`. */
export function signedContent(headers: WebhookHeaders, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${headers.id}.${headers.timestamp}.`);
  const content = new Uint8Array(head.byteLength + body.byteLength);
  content.set(head);
  content.set(body, head.byteLength);
  return content;
}

/**
 * Takes the three headers from a request.
 *
 * @throws Refused when one is missing
 */
export function webhookHeaders(header: (name: string) => string | null): WebhookHeaders {
  const [id, timestamp, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
    const value = header(name);
    if (!value) {
      throw new Refused(
        "signature-missing",
        `The header ${name} is missing. Only a worker of Towpath, which signs what it sends, can post ` +
          "here. If one did, something between takes the header away.",
      );
    }
    return value;
  }) as [string, string, string];
  return { id, timestamp, signature };
}

/**
 * Checks that the timestamp is within five minutes.
 *
 * @param now milliseconds since 1970
 * @throws Refused when it is not
 */
export function checkFresh(headers: WebhookHeaders, now: number): void {
  if (!/^\d{1,15}$/.test(headers.timestamp)) {
    throw new Refused(
      "signature-stale",
      "The header webhook-timestamp is not a whole number of seconds since 1970.",
    );
  }
  const behind = Math.floor(now / 1000) - Number(headers.timestamp);
  if (Math.abs(behind) > TOLERANCE_SECONDS) {
    throw new Refused(
      "signature-stale",
      `The header webhook-timestamp is ${Math.abs(behind)} s ${behind > 0 ? "behind" : "ahead of"} this ` +
        `server's clock, more than ${TOLERANCE_SECONDS}. Either it was sent again by somebody, or one of ` +
        "the two clocks is wrong.",
    );
  }
}

/**
 * The key that one of the signatures is right for.
 *
 * @param content what is signed; see {@link signedContent}
 * @throws Refused when there is none
 */
export async function rightKey(
  headers: WebhookHeaders,
  content: Uint8Array<ArrayBuffer>,
  keys: readonly Key[],
): Promise<Key> {
  const signatures = headers.signature
    .split(" ")
    .filter((each) => each.startsWith("v1,"))
    .slice(0, MAX_SIGNATURES);
  for (const key of keys) {
    for (const signature of signatures) {
      if (await isSignatureOf(key, content, signature.slice(3))) {
        return key;
      }
    }
  }
  throw new Refused(
    "signature-wrong",
    "No signature in webhook-signature is right for this body and a secret of this site. Either the site's " +
      "secret is not the target's in towpath.yaml, or something between changed the body.",
  );
}

/** The value of the header `webhook-signature`: one signature for each key. */
export async function signHeader(
  id: string,
  timestamp: string,
  body: Uint8Array,
  keys: readonly Key[],
): Promise<string> {
  const content = signedContent({ id, timestamp, signature: "" }, body);
  const signatures = await Promise.all(keys.map(async (key) => `v1,${await signatureOf(key, content)}`));
  return signatures.join(" ");
}
