import { createHmac, randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** Makes job ids: `<queue>_0_<26 characters>`, the gateways' form. */
export class Ids {
  readonly #secret = randomBytes(32);

  /** A new id of time and chance. @param now milliseconds since 1970 */
  random(queue: string, now: number): string {
    const bytes = randomBytes(16);
    bytes.writeUIntBE(now % 2 ** 47, 0, 6);
    return idOf(queue, bytes);
  }

  /** The id that this client, type, group and dedup key always have, while this process lives. */
  derived(queue: string, client: string, type: string, group: string, dedupKey: string): string {
    const parts = JSON.stringify([client, type, group, dedupKey]);
    const bytes = createHmac("sha256", this.#secret).update(parts).digest().subarray(0, 16);
    bytes[0]! |= 0x80;
    return idOf(queue, bytes);
  }
}

/** 128 bits in Crockford's base 32, most significant first. */
function idOf(queue: string, bytes: Buffer): string {
  let left = BigInt(`0x${bytes.toString("hex")}`);
  let tail = "";
  for (let i = 0; i < 26; i++) {
    tail = ALPHABET[Number(left & 31n)]! + tail;
    left >>= 5n;
  }
  return `${queue}_0_${tail}`;
}
