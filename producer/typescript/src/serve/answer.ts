import type { Clock } from "./clock.js";
import type { Word } from "./context.js";
import { signatureOf, type Key } from "./key.js";
import type { Verdict } from "./outcome.js";
import { bytesOf } from "./utf8.js";

/** Which attempt an answer is of; its lines are signed for it alone. */
export interface AnswerTo {
  fence: string;
  /** `webhook-id` of the request. */
  id: string;
  /** `webhook-timestamp` of the request. */
  timestamp: string;
  /** What the request's signature was right for. */
  key: Key;
}

/** How often an answer that is a stream says that somebody is there. */
export const SIGN_OF_LIFE_MILLIS = 10_000;

/**
 * All lines have at most 4 MiB; the last one, with the outcome, 1 MiB of them, and the checkpoint before it
 * some.
 */
const WORDS_BYTES = 3 * 1024 * 1024 - 64 * 1024;

const HEADERS = {
  "content-type": "application/vnd.towpath.ack",
  "cache-control": "no-store, no-transform",
  // Without it nginx keeps the lines back until there are enough for it.
  "x-accel-buffering": "no",
};

/** A line of an answer, signed, without its line feed. */
export async function signedLine(to: AnswerTo, json: string): Promise<string> {
  const content = new TextEncoder().encode(`ack.${to.fence}.${to.id}.${to.timestamp}.${json}`);
  return `v1,${await signatureOf(to.key, content)} ${json}`;
}

/**
 * An answer that is being given. It is one piece when the handler says nothing before its outcome; with its
 * first word it becomes a stream.
 */
export interface Answer {
  /** Resolves with the first word, or with the outcome. */
  response: Promise<Response>;
  /** Sends a word; resolves when it is in the stream. */
  say(word: Word): Promise<void>;
  /** Sends the outcome, the last line. */
  end(verdict: Verdict, status: number): Promise<void>;
}

/** Begins an answer. @param hungUp is called when the stream's reader goes away before the end */
export function beginAnswer(to: AnswerTo, clock: Clock, hungUp: () => void): Answer {
  const encoder = new TextEncoder();
  let respond: (response: Response) => void;
  const response = new Promise<Response>((resolve) => (respond = resolve));
  let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  let callOffSignOfLife = () => {};
  let inOrder = Promise.resolve();
  let wordsBytes = 0;
  let keptBack: Word | undefined;

  const close = () => {
    stream = undefined;
    callOffSignOfLife();
  };

  const signOfLife = () => {
    stream?.enqueue(encoder.encode("\n"));
    callOffSignOfLife = clock.after(SIGN_OF_LIFE_MILLIS, signOfLife);
  };

  const open = () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => void (stream = controller),
      cancel() {
        close();
        hungUp();
      },
    });
    callOffSignOfLife = clock.after(SIGN_OF_LIFE_MILLIS, signOfLife);
    respond(new Response(body, { status: 200, headers: HEADERS }));
  };

  /** Signing takes a moment each; the lines keep the order in which they were said. */
  const afterOthers = (send: () => Promise<void>) => (inOrder = inOrder.then(send));

  const sendLine = async (json: string) => {
    const line = await signedLine(to, json);
    stream?.enqueue(encoder.encode(`${line}\n`));
  };

  let isStream = false;
  return {
    response,

    async say(word) {
      if (!isStream) {
        isStream = true;
        open();
      }
      const json = JSON.stringify(word);
      const bytes = bytesOf(json) + 64;
      if (wordsBytes + bytes > WORDS_BYTES) {
        // Progress is for lookers. Of checkpoints the last one counts, and goes out before the outcome.
        keptBack = "checkpoint" in word ? word : keptBack;
        return;
      }
      if ("checkpoint" in word) {
        keptBack = undefined;
      }
      wordsBytes += bytes;
      await afterOthers(() => sendLine(json));
    },

    async end(verdict, status) {
      const json = JSON.stringify(verdict);
      if (!isStream) {
        respond(new Response(`${await signedLine(to, json)}\n`, { status, headers: HEADERS }));
        return;
      }
      const last = keptBack;
      await afterOthers(async () => {
        if (last !== undefined) {
          await sendLine(JSON.stringify(last));
        }
        await sendLine(json);
        stream?.close();
        close();
      });
    },
  };
}
