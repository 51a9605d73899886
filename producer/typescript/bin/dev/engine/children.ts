import type { Draft } from "../api/draft.js";
import { checksum } from "../api/json.js";
import type { Emission, Failed, Job } from "./job.js";

/**
 * A job that a handler emitted. The dedup key of one that has none is made of its parent, the parent's
 * generation, its payload and how often the attempt has emitted the same: a parent that runs again emits the
 * same jobs under the same ids.
 *
 * @param seen how often each was emitted so far
 */
export function emittedDraft(parent: Job, emission: Emission, seen: Map<string, number>): Draft {
  const name = JSON.stringify(emission);
  const occurrence = (seen.get(name) ?? 0) + 1;
  seen.set(name, occurrence);
  const made = `${parent.id}/${parent.generation}/${checksum(emission.data)}/${occurrence}`;
  return childOf(parent, emission.type, emission.data, emission.group, emission.dedupKey || made);
}

/** The job that tells of a dead one (`onDead`). */
export function noticeDraft(dead: Job, type: string, failed: Failed, maxPayload: number): Draft {
  const { id, group, dedupKey, batch, tags, generation, acceptedAt, data } = dead;
  const { code, reason, error } = failed;
  const about = { job: id, type: dead.type, group, dedupKey, batch, tags, generation };
  const notice = { ...about, attempts: dead.attempt, acceptedAt, code, reason, error };
  const whole = { ...notice, data };
  const fits = Buffer.byteLength(JSON.stringify(whole)) <= maxPayload;
  return childOf(dead, type, fits ? whole : notice, group, `${id}/${generation}/dead`);
}

function childOf(parent: Job, type: string, data: unknown, group: string, dedupKey: string): Draft {
  const { batch, tags, deployment, traceparent } = parent;
  const due = { queue: "", dueAt: 0, expiresAt: 0, problems: [] };
  return { type, data, group, dedupKey, batch, tags, deployment, traceparent, ...due };
}
