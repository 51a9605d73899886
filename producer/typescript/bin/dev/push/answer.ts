import { isSignatureOf, type Key } from "#serve/key.js";
import { cutAt } from "#serve/utf8.js";
import { isObject, type JsonObject } from "../api/json.js";
import { failed, hindered, type Emission, type Verdict } from "../engine/job.js";

const MAX_LINE_BYTES = 1024 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_UNSIGNED = 2000;
const REASON_BYTES = 512;
const CHECKPOINT_BYTES = 4096;
const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Which attempt an answer has to be signed for. */
export interface AnswerFor {
  readonly fence: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  readonly keys: readonly Key[];
}

/** What an endpoint says before its outcome. */
export interface Words {
  checkpoint(cursor: string): void;
  progress(part: number, note: string): void;
}

/** An answer that is longer than any may be. */
export class TooMuchError extends Error {}

/** A line is signed, and cannot be read. */
export class UnreadableError extends Error {}

/** What a body said: its outcome, or why there is none. */
export type Said =
  | { readonly verdict: Verdict }
  | { readonly unsigned: string }
  /** It ended; `ours` when something of it was signed. */
  | { readonly ended: true; readonly ours: boolean };

/**
 * Reads a body line by line while it comes, until its outcome, its end, or something that is not signed for
 * this attempt.
 *
 * @throws TooMuchError, UnreadableError, and whatever the body throws
 */
export async function readAnswer(body: AsyncIterable<Buffer>, to: AnswerFor, words: Words): Promise<Said> {
  let ours = false;
  for await (const line of linesOf(body)) {
    if (line.byteLength === 0) {
      continue;
    }
    const said = await signedJson(line, to);
    if (said === undefined) {
      return { unsigned: line.subarray(0, MAX_UNSIGNED).toString() };
    }
    ours = true;
    const verdict = take(said, words);
    if (verdict !== undefined) {
      return { verdict };
    }
  }
  return { ended: true, ours };
}

async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      yield rest.subarray(0, end);
      rest = rest.subarray(end + 1);
    }
    if (bytes > MAX_BYTES || rest.byteLength > MAX_LINE_BYTES) {
      throw new TooMuchError("the answer is longer than an answer may be");
    }
  }
  if (rest.byteLength > 0) {
    yield rest;
  }
}

/** What a line says; undefined when it is not signed for this attempt. */
async function signedJson(line: Buffer, to: AnswerFor): Promise<JsonObject | undefined> {
  const space = line.indexOf(SPACE);
  const signature = line.subarray(0, Math.max(space, 0)).toString("latin1");
  if (!signature.startsWith("v1,")) {
    return undefined;
  }
  const json = line.subarray(space + 1);
  const head = Buffer.from(`ack.${to.fence}.${to.id}.${to.timestamp}.`);
  const content = new Uint8Array(Buffer.concat([head, json]));
  for (const key of to.keys) {
    if (await isSignatureOf(key, content, signature.slice(3))) {
      return parse(json);
    }
  }
  return undefined;
}

function parse(json: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch (e) {
    throw new UnreadableError((e as Error).message);
  }
  if (!isObject(value)) {
    throw new UnreadableError("it is no JSON object");
  }
  return value;
}

function take(said: JsonObject, words: Words): Verdict | undefined {
  if ("checkpoint" in said) {
    const cursor = text(said, "checkpoint");
    if (Buffer.byteLength(cursor) <= CHECKPOINT_BYTES) {
      words.checkpoint(cursor);
    }
  }
  if ("progress" in said) {
    const part = Number(said["progress"]) || 0;
    words.progress(Math.min(Math.max(part, 0), 1), cutAt(REASON_BYTES, text(said, "note")));
  }
  const outcome = text(said, "outcome");
  return outcome === "" ? undefined : verdictOf(outcome, said);
}

function verdictOf(outcome: string, said: JsonObject): Verdict {
  const reason = cutAt(REASON_BYTES, text(said, "reason"));
  const afterMillis = Math.min(Math.max(Number(said["afterMillis"]) || 0, 0), 86_400_000);
  switch (outcome) {
    case "done":
      return { kind: "done", emit: emitted(said["emit"]) };
    case "retry":
      return failed("TP-3001", reason, { afterMillis, error: text(said, "error") });
    case "snooze":
      return { kind: "snoozed", afterMillis };
    case "continue":
      return { kind: "snoozed", afterMillis: 0 };
    case "dead":
      return failed("TP-3002", reason, { last: true });
    case "hold":
      return hindered(reason, false, afterMillis);
    default:
      return hindered(
        `the endpoint said '${outcome.slice(0, 40)}', which is no outcome that this version knows`,
        false,
      );
  }
}

function emitted(list: unknown): Emission[] {
  return !Array.isArray(list)
    ? []
    : list.filter(isObject).map((each) => ({
        type: text(each, "type"),
        data: each["data"] ?? null,
        group: text(each, "group"),
        dedupKey: text(each, "dedupKey"),
      }));
}

function text(object: JsonObject, field: string): string {
  const value = object[field];
  return typeof value === "string" ? value : "";
}
