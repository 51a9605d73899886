import { timingSafeEqual, createHash } from "node:crypto";
import { Refusal } from "./refusal.js";

const SCHEME = "bearer ";
const FORM = /^tp_([^_]+)_.+$/;
const LONGEST = 256;

/** The client that a key is of; undefined when it is no key. */
export function clientOf(key: string): string | undefined {
  return key.length > LONGEST ? undefined : FORM.exec(key)?.[1];
}

/**
 * Who sent a request with this `Authorization` header.
 *
 * @param key the one key that is good
 * @throws Refusal `TP-1008`
 */
export function authenticate(header: string, key: string): string {
  if (header === "") {
    throw refused("there is no Authorization header");
  }
  if (header.trim().toLowerCase() === SCHEME.trim()) {
    throw refused("the API key is empty: nothing comes after Bearer");
  }
  if (!header.toLowerCase().startsWith(SCHEME)) {
    throw refused("the Authorization header is not of the scheme Bearer");
  }
  const given = header.slice(SCHEME.length).trim();
  const client = clientOf(given);
  if (client === undefined) {
    throw refused("the API key is not of the form tp_<client>_<random>");
  }
  if (!timingSafeEqual(sha256(given), sha256(key))) {
    throw refused("the API key is unknown");
  }
  return client;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function refused(why: string): Refusal {
  return new Refusal(
    "TP-1008",
    `${why}; expected 'Authorization: Bearer tp_<client>_<random>' with a valid key`,
  );
}
