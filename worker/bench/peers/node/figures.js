/** What all peers are measured with: the clock, the job, and how jobs are sent. */

export const TYPE = "bench.noop";

const PAYLOAD_BYTES = 300;

/** Epoch milliseconds with their fraction. Both ends of a latency are on one machine, so on one clock. */
export const now = () => performance.timeOrigin + performance.now();

/** A job's data: 300 bytes of JSON, whatever number it carries. */
export function payload(at) {
  const bare = JSON.stringify({ at, text: "" }).length;
  return { at, text: "x".repeat(PAYLOAD_BYTES - bare) };
}

/** @returns the p50 and the p99 of some numbers, null when there are none */
export function percentiles(numbers) {
  const sorted = Float64Array.from(numbers).sort();
  const at = (part) => sorted[Math.ceil(sorted.length * part) - 1] ?? null;
  return { p50: at(0.5), p99: at(0.99) };
}

/**
 * So many callers at once, each of which waits for one call before it makes the next.
 *
 * @returns calls a second after the warm-up
 */
export async function closedLoop({ callers, warmSeconds, seconds }, call) {
  const from = now() + warmSeconds * 1000;
  const until = from + seconds * 1000;
  let calls = 0;
  const caller = async () => {
    while (now() < until) {
      await call();
      const ended = now();
      if (ended >= from && ended < until) {
        calls++;
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return calls / seconds;
}

/**
 * Calls at a steady rate, whether or not those before have ended, until one fails. A timer of Node is up to a
 * millisecond late; that counts as latency, of every peer alike.
 *
 * @param call is given the time at which it was due, in epoch milliseconds
 */
export async function openLoop({ rate, count }, from, call) {
  const calls = [];
  let failure;
  while (calls.length < count && failure === undefined) {
    const due = from + (calls.length * 1000) / rate;
    // A timer may also be early, by the fraction of a millisecond that it leaves out.
    for (let wait; (wait = due - now()) > 0; ) {
      await pause(wait);
    }
    calls.push(call(due).catch((e) => (failure ??= e)));
  }
  await Promise.all(calls);
  if (failure !== undefined) {
    throw failure;
  }
}

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Stores many jobs, the peer's way: one stream, or chunk after chunk.
 *
 * @param numberOf gives the number that job n carries
 */
export async function fill(producer, count, numberOf = () => 0) {
  if (producer.addStream) {
    await producer.addStream(payloads(0, count, numberOf));
    return;
  }
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const first = next;
      next = Math.min(first + producer.chunk, count);
      await producer.addMany([...payloads(first, next, numberOf)]);
    }
  };
  await Promise.all(Array.from({ length: producer.chunksAtOnce }, lane));
}

function* payloads(first, end, numberOf) {
  for (let n = first; n < end; n++) {
    yield payload(numberOf(n));
  }
}
