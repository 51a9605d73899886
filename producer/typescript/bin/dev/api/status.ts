import { hasEnded, type Job } from "../engine/job.js";

/** What has become of a job, as its client reads it. */
export function statusJson(job: Job): Record<string, unknown> {
  const { id, state } = job;
  if (state === "accepted") {
    return { id, state };
  }
  return {
    id,
    state,
    type: job.type,
    attempts: job.attempt,
    generation: job.generation,
    ...time("acceptedAt", job.acceptedAt),
    ...time("startedAt", job.startedAt),
    ...time("settledAt", hasEnded(job) ? job.settledAt : 0),
    ...time("dueAt", state === "waiting" ? job.nextAt : 0),
    ...(job.code === "" || state === "running" ? {} : { code: job.code }),
    ...(job.reason === "" || state === "running" ? {} : { reason: job.reason }),
    ...(state === "running" && job.progress !== undefined ? { progress: told(job.progress) } : {}),
  };
}

function told({ part, attempt, note }: NonNullable<Job["progress"]>): Record<string, unknown> {
  return { part, attempt, ...(note === "" ? {} : { note }) };
}

function time(name: string, millis: number): Record<string, unknown> {
  return millis === 0 ? {} : { [name]: new Date(millis).toISOString(), [`${name}Millis`]: millis };
}
