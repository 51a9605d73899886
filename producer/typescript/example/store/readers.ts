/** Who can sign in. Each gets the digest. */
export const READERS = ["ada", "grace", "edsger"] as const;

/** One of them, or nobody. */
export function readerOf(name: unknown): string | undefined {
  return READERS.find((reader) => reader === name);
}
