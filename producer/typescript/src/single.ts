import type { Draft } from "./draft.js";
import type { Gateway } from "./gateway.js";
import type { Receipt } from "./jobs.js";
import { notStored } from "./setback.js";

/**
 * Posts one job, and again under the same key while that may help.
 *
 * @throws TowpathError when it is not stored, or may not be
 */
export function postOne(gateway: Gateway, draft: Draft, traceparent: string): Promise<Receipt> {
  return gateway.ask(
    { method: "POST", path: "/v1/jobs", contentType: "application/json", traceparent, body: draft.json },
    receiptOf,
    (setback, tries) => notStored(draft.type, draft.dedupKey, setback, tries.made, tries.outcomeUnknown),
  );
}

function receiptOf(json: unknown): Receipt | undefined {
  const { id, duplicate } = (json ?? {}) as { id?: unknown; duplicate?: unknown };
  return typeof id === "string" ? { id, duplicate: duplicate === true } : undefined;
}
