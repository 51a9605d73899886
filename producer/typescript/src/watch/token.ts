import { CODES } from "../codes.js";
import { TowpathError } from "../error.js";
import { isSignatureOf, keyFrom, signatureOf } from "../serve/key.js";
import { Refused } from "../serve/problem.js";

/** How long a token lets its holder read. */
export interface ReadTokenOptions {
  /** In milliseconds, a second to a day. Default an hour. */
  readonly lifetime?: number | undefined;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FORM = /^tpr\.(\d{1,12})\.([A-Za-z0-9+/=]+)\.([\x21-\x7e]{1,300})$/;

/**
 * A token by which a browser may watch one job: `tpr.<end, in seconds since 1970>.<signature>.<job id>`. The
 * signature is the HMAC-SHA256 of `towpath-read.<end>.<job id>` with the API key's text, in base64.
 *
 * @param now milliseconds since 1970
 * @throws TowpathError `TP-8001` when the lifetime is out of its range
 */
export async function tokenFor(
  apiKey: string,
  id: string,
  now: number,
  options: ReadTokenOptions,
): Promise<string> {
  const lifetime = options.lifetime ?? HOUR;
  if (!(lifetime >= 1000 && lifetime <= DAY)) {
    throw new TowpathError(
      `readToken: expected a lifetime of 1,000 to ${DAY} milliseconds, got ${String(lifetime)}`,
      { code: CODES.settings },
    );
  }
  const end = Math.ceil((now + lifetime) / 1000);
  return `tpr.${end}.${await signatureOf(await keyFrom(bytesOf(apiKey)), signed(end, id))}.${id}`;
}

/**
 * The job that a request may watch, by its header `authorization: Bearer tpr.…`.
 *
 * @param now milliseconds since 1970
 * @throws Refused when there is no token, or it is over, or another key's
 */
export async function jobOf(authorization: string | null, apiKey: string, now: number): Promise<string> {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined) {
    throw new Refused(
      "token-missing",
      "Expected the header authorization: Bearer tpr.…, with what readToken(id) gave.",
    );
  }
  const [, end, signature, id] = FORM.exec(token) ?? [];
  if (
    end === undefined ||
    !(await isSignatureOf(await keyFrom(bytesOf(apiKey)), signed(Number(end), id!), signature!))
  ) {
    throw new Refused(
      "token-wrong",
      "The token is none that readToken(id) gave with this site's TOWPATH_KEY. When that key was changed, " +
        "load the page again.",
    );
  }
  if (now >= Number(end) * 1000) {
    throw new Refused("token-over", "The token's lifetime is over. Load the page again for another.");
  }
  return id!;
}

function signed(end: number, id: string): Uint8Array<ArrayBuffer> {
  return bytesOf(`towpath-read.${end}.${id}`);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
