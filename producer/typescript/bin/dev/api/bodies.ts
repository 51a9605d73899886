import type { IncomingMessage } from "node:http";
import { Refusal } from "./refusal.js";

const LINE_FEED = 0x0a;

/**
 * Reads a whole body.
 *
 * @throws Refusal `TP-1002` when it is larger than allowed
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > maxBytes) {
    throw tooLarge(maxBytes, `one of ${announced}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Who sends too much is told so, and not cut off.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw tooLarge(maxBytes, "a larger one");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A line of a body; of one that is too long only its length. */
export interface Line {
  readonly bytes: Buffer;
  readonly length: number;
}

/** Reads lines of bounded length. Of a longer one the bytes are thrown away. */
export async function* readLines(body: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let length = 0;
  const keep = (part: Buffer) => {
    length += part.byteLength;
    if (length > maxBytes) {
      kept = [];
    } else {
      kept.push(part);
    }
  };
  const line = () => {
    const whole = { bytes: Buffer.concat(kept), length };
    kept = [];
    length = 0;
    return whole;
  };
  for await (const chunk of body) {
    let at = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, at)) {
      keep(chunk.subarray(at, end));
      yield line();
      at = end + 1;
    }
    keep(chunk.subarray(at));
  }
  if (length > 0) {
    yield line();
  }
}

function tooLarge(maxBytes: number, got: string): Refusal {
  return new Refusal(
    "TP-1002",
    `expected a body of at most ${maxBytes} bytes, got ${got}; nothing was stored. Send many jobs as ` +
      "application/x-ndjson",
  );
}
