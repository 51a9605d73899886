/** A secret as it signs: HMAC-SHA256 with the bytes that the text behind `whsec_` is the base64 of. */
export type Key = CryptoKey;

const PREFIX = "whsec_";
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/**
 * The key of a secret.
 *
 * @param text `whsec_` and base64; the prefix may be absent
 * @returns undefined when it is not the base64 of at least 16 bytes
 */
export async function keyOf(text: string): Promise<Key | undefined> {
  const trimmed = text.trim();
  const bytes = fromBase64(trimmed.startsWith(PREFIX) ? trimmed.slice(PREFIX.length) : trimmed);
  if (bytes === undefined || bytes.byteLength < 16) {
    return undefined;
  }
  return crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign", "verify"]);
}

/** The signature of a message, as base64. */
export async function signatureOf(key: Key, message: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64(new Uint8Array(await crypto.subtle.sign(HMAC.name, key, message)));
}

/**
 * Whether a signature is a key's for a message. It is compared in constant time: the WebCrypto standard asks
 * `verify` for it, and Node's compares by CRYPTO_memcmp.
 *
 * @param signature base64
 */
export async function isSignatureOf(
  key: Key,
  message: Uint8Array<ArrayBuffer>,
  signature: string,
): Promise<boolean> {
  const bytes = fromBase64(signature);
  return bytes !== undefined && (await crypto.subtle.verify(HMAC.name, key, bytes, message));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    return undefined;
  }
  try {
    return Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
