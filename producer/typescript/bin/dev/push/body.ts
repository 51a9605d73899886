import type { Job } from "../engine/job.js";

/**
 * Which attempt it is, as the receiver of its effects may check it: `owner.generation.attempt`.
 *
 * @param owner grows with every start of the emulator
 */
export function fenceOf(owner: number, job: Job): string {
  return `${owner}.${job.generation}.${job.attempt}`;
}

/** One attempt of a job as the body of a request; docs/push.md says what each field is. */
export function bodyOf(job: Job, fence: string, timeoutMillis: number): Buffer {
  const { id, attempt, generation, acceptedAt, client, group, dedupKey, batch, deployment } = job;
  const { tags, traceparent, windowMillis, checksum, cursor } = job;
  const facts = {
    id,
    attempt,
    generation,
    fence,
    timeoutMillis,
    acceptedAt,
    client,
    group,
    dedupKey,
    batch,
    deployment,
    tags,
    traceparent,
    windowMillis,
    checksum,
    forced: false,
    cursor,
  };
  const timestamp = `${new Date(acceptedAt).toISOString().slice(0, 19)}Z`;
  return Buffer.from(JSON.stringify({ type: job.type, timestamp, data: job.data, job: facts }));
}
