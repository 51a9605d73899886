import { builtin } from "../builtin.js";

/** HMAC-SHA256 with one secret. */
export interface Key {
  sign(message: Uint8Array<ArrayBuffer>): Uint8Array | Promise<Uint8Array>;
  /**
   * Whether a signature is right for a message. It is compared in constant time: by `timingSafeEqual`, or as the
   * WebCrypto standard asks `verify` for it.
   */
  verify(message: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>): boolean | Promise<boolean>;
}

const PREFIX = "whsec_";
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/**
 * The key that a text says: the bytes that the text behind `whsec_` is the base64 of.
 *
 * @param text `whsec_` and base64; the prefix may be absent
 * @returns undefined when it is not the base64 of at least 16 bytes
 */
export async function keyOf(text: string): Promise<Key | undefined> {
  const trimmed = text.trim();
  const bytes = fromBase64(trimmed.startsWith(PREFIX) ? trimmed.slice(PREFIX.length) : trimmed);
  return bytes === undefined || bytes.byteLength < 16 ? undefined : keyFrom(bytes);
}

/**
 * The key that a secret is. Where Node's own cryptography is there it signs with that: WebCrypto hands each
 * signature to another thread, which costs several times as much as the signature.
 */
export async function keyFrom(secret: Uint8Array<ArrayBuffer>): Promise<Key> {
  const node = builtin<NodeCrypto>("node:crypto");
  if (node !== undefined) {
    const sign = (message: Uint8Array) => node.createHmac("sha256", secret).update(message).digest();
    return {
      sign,
      verify(message, signature) {
        const right = sign(message);
        return right.byteLength === signature.byteLength && node.timingSafeEqual(right, signature);
      },
    };
  }
  const key = await crypto.subtle.importKey("raw", secret, HMAC, false, ["sign", "verify"]);
  return {
    sign: async (message) => new Uint8Array(await crypto.subtle.sign(HMAC.name, key, message)),
    verify: (message, signature) => crypto.subtle.verify(HMAC.name, key, signature, message),
  };
}

/** The signature of a message, as base64. */
export async function signatureOf(key: Key, message: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64(await key.sign(message));
}

/**
 * Whether a signature is a key's for a message.
 *
 * @param signature base64
 */
export async function isSignatureOf(
  key: Key,
  message: Uint8Array<ArrayBuffer>,
  signature: string,
): Promise<boolean> {
  const bytes = fromBase64(signature);
  return bytes !== undefined && (await key.verify(message, bytes));
}

interface NodeCrypto {
  createHmac(
    hash: "sha256",
    key: Uint8Array,
  ): { update(message: Uint8Array): { digest(): Uint8Array<ArrayBuffer> } };
  timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean;
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
