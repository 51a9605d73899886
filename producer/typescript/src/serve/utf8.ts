const encoder = new TextEncoder();

/** How many bytes a text has as UTF-8. */
export function bytesOf(text: string): number {
  return encoder.encode(text).byteLength;
}

/**
 * The beginning of a text that has at most so many bytes as UTF-8, cut between two characters. A lone
 * surrogate becomes U+FFFD, as in all UTF-8.
 */
export function cutAt(maxBytes: number, text: string): string {
  const bytes = encoder.encode(text);
  if (bytes.byteLength <= maxBytes) {
    return new TextDecoder().decode(bytes);
  }
  let end = maxBytes;
  while (end > 0 && isInsideCharacter(bytes[end])) {
    end--;
  }
  return new TextDecoder().decode(bytes.subarray(0, end));
}

/** A byte of the form 10xxxxxx continues the character before it. */
function isInsideCharacter(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
