import { Fields } from "./fields.js";
import type { JsonObject } from "./json.js";
import type { Problem } from "./refusal.js";

/** A job as a client wrote it, and what is wrong with its form. Empty texts stand for what was not said. */
export interface Draft {
  readonly type: string;
  readonly data: unknown;
  readonly group: string;
  readonly dedupKey: string;
  readonly queue: string;
  readonly batch: string;
  readonly tags: readonly string[];
  readonly deployment: string;
  /** Milliseconds since 1970, 0 for at once. */
  readonly dueAt: number;
  /** Milliseconds since 1970, 0 for never. */
  readonly expiresAt: number;
  readonly traceparent: string;
  readonly problems: readonly Problem[];
}

/** What the headers of a request say of its job. */
export interface RequestFacts {
  readonly idempotencyKey: string;
  readonly traceparent: string;
}

/** The longest texts of a job, in bytes of UTF-8, and the most tags. */
export const BOUNDS = { type: 128, group: 512, dedupKey: 512, queue: 64, batch: 128, tag: 128, tags: 16 };

const LONGEST_IDEMPOTENCY_KEY = 255;
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const KNOWN = [
  "type",
  "data",
  "group",
  "dedupKey",
  "queue",
  "batch",
  "tags",
  "delay",
  "runAt",
  "expires",
  "deployment",
];

/** Reads a job in our own JSON. @param now milliseconds since 1970 */
export function readDraft(object: JsonObject, facts: RequestFacts, now: number): Draft {
  const fields = new Fields(object);
  const type = fields.required("type", BOUNDS.type);
  const group = fields.text("group", BOUNDS.group);
  const dedupKey = fields.text("dedupKey", BOUNDS.dedupKey);
  const queue = fields.text("queue", BOUNDS.queue);
  const batch = fields.text("batch", BOUNDS.batch);
  const tags = fields.texts("tags", BOUNDS.tags, BOUNDS.tag);
  const dueAt = fields.due("delay", "runAt", now);
  const expiresAt = fields.expiry("expires", dueAt, now);
  const deployment = fields.text("deployment", BOUNDS.batch);
  fields.refuseOthers(KNOWN);
  const traceparent = traceparentOf(facts.traceparent);
  const data = object["data"] ?? null;
  const { problems } = fields;
  const draft = {
    type,
    data,
    group,
    queue,
    batch,
    tags,
    deployment,
    dueAt,
    expiresAt,
    traceparent,
    problems,
  };
  return withKey({ ...draft, dedupKey }, facts.idempotencyKey);
}

/** The draft with the request's idempotency key as its dedup key. */
export function withKey(draft: Draft, idempotencyKey: string): Draft {
  if (idempotencyKey === "") {
    return draft;
  }
  const problems = [...draft.problems];
  if (idempotencyKey.length > LONGEST_IDEMPOTENCY_KEY || !/^[\x21-\x7e]+$/.test(idempotencyKey)) {
    problems.push({
      pointer: "",
      expected: `an Idempotency-Key of 1 to ${LONGEST_IDEMPOTENCY_KEY} visible ASCII characters`,
      got: `one of ${idempotencyKey.length} characters`,
    });
  } else if (draft.dedupKey !== "" && draft.dedupKey !== idempotencyKey) {
    problems.push({
      pointer: "/dedupKey",
      expected: "the same as the header Idempotency-Key",
      got: "another",
      hint: "leave one of the two out",
    });
  }
  return { ...draft, dedupKey: idempotencyKey, problems };
}

/** A W3C `traceparent` of version 00 as it is; empty when it is not one. */
export function traceparentOf(text: string): string {
  return TRACEPARENT.test(text) ? text : "";
}
