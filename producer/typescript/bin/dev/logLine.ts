import { aboutText, timeOfDay } from "./span.js";
import { printable } from "./api/refusal.js";
import type { Happening, JobNews, TargetHappening } from "./engine/happening.js";
import type { Job } from "./engine/job.js";

/** One line for people of what happened; undefined for what is not worth one. */
export function logLine(happening: Happening): string | undefined {
  const text = "job" in happening ? ofJob(happening.what, happening.job, happening.at) : ofTarget(happening);
  return text === undefined ? undefined : printable(`${timeOfDay(happening.at)} ${text}`);
}

function ofTarget(happening: TargetHappening): string {
  const { target, reason } = happening;
  switch (happening.what) {
    case "out":
      return `TP-6005  target ${target} is out, its jobs are held without blame: ${reason}`;
    case "tried":
      return `target ${target} is tried again`;
    case "back":
      return `target ${target} is back`;
  }
}

function ofJob(what: JobNews, job: Job, at: number): string | undefined {
  const name = `${what.padEnd(9)} ${job.type} ${job.id}`;
  const why = [job.code, job.reason].filter((each) => each !== "").join(" ");
  switch (what) {
    case "started":
    case "still":
      return undefined;
    case "accepted":
      return job.dueAt > at ? `${name}  due in ${aboutText(job.dueAt - at)}` : name;
    case "failed":
      return `${name}  attempt ${job.attempt}, again in ${aboutText(job.nextAt - at)}: ${why}`;
    case "held":
      return `${name}  tried again every second, no attempt burned: ${why}`;
    case "snoozed":
      return `${name}  again in ${aboutText(job.nextAt - at)}`;
    case "done":
      return `${name}  attempt ${job.attempt}, ${at - job.startedAt} ms after it first began`;
    case "dead":
      return `${name}  after ${job.attempt} ${job.attempt === 1 ? "attempt" : "attempts"}: ${why}`;
    default:
      return why === "" ? name : `${name}  ${why}`;
  }
}
