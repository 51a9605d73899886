import { aboutText, timeOfDay } from "../span.js";
import type { Job } from "../engine/job.js";
import { MADE_UP_KEY } from "../engine/newJob.js";
import { escaped } from "./escaped.js";

const MOST_SHOWN = 200;
const MOST_DATA = 4000;
const STATES = ["accepted", "waiting", "running", "done", "dead", "expired", "cancelled"];

/**
 * The jobs as HTML, the newest first.
 *
 * @param only the state of those to show, empty for all
 * @param now milliseconds since 1970
 */
export function rowsHtml(jobs: readonly Job[], only: string, now: number): string {
  const shown = jobs.filter((job) => only === "" || job.state === only);
  const counts = STATES.map((state) => [state, jobs.filter((job) => job.state === state).length] as const);
  const links = [link("", "all", jobs.length, only)];
  links.push(...counts.filter(([, n]) => n > 0).map(([state, n]) => link(state, state, n, only)));
  const rows = shown
    .slice(-MOST_SHOWN)
    .reverse()
    .map((job) => row(job, now));
  const more = shown.length - rows.length;
  return (
    `<nav>${links.join("")}</nav>` +
    (rows.length === 0
      ? `<p class="empty">No jobs${only === "" ? " yet" : ` that are ${escaped(only)}`}.</p>`
      : `<table><tr><th>state<th>job<th>attempts<th>what became of it<th></tr>${rows.join("")}</table>`) +
    (more > 0 ? `<p class="empty">${more} older ones are not shown.</p>` : "")
  );
}

function link(state: string, word: string, count: number, only: string): string {
  const current = state === only ? ' aria-current="page"' : "";
  return `<a href="/${state === "" ? "" : `?state=${state}`}"${current}>${word} ${count}</a>`;
}

function row(job: Job, now: number): string {
  const again =
    job.state === "dead"
      ? `<form method="post" action="/again/${encodeURIComponent(job.id)}"><button>Run again</button></form>`
      : "";
  const key = job.dedupKey.startsWith(MADE_UP_KEY) ? "" : job.dedupKey;
  const facts = [job.group && `group ${job.group}`, key && `key ${key}`]
    .filter((each) => each !== "")
    .map((each) => `<br><small>${escaped(each)}</small>`);
  return (
    `<tr><td class="state ${job.state}">${job.state}<td>${escaped(job.type)}` +
    `<br><code>${escaped(job.id)}</code>${facts.join("")}<td>${job.attempt}` +
    `<td>${became(job, now)}${details(job)}<td>${again}</tr>`
  );
}

function became(job: Job, now: number): string {
  const said = [
    job.code,
    escaped(job.reason),
    job.state === "waiting" && `again in ${aboutText(Math.max(job.nextAt - now, 0))}`,
    job.state === "accepted" && job.dueAt > now && `due at ${timeOfDay(job.dueAt)}`,
    job.settledAt === 0 && progressOf(job),
    job.settledAt > 0 && `<small>at ${timeOfDay(job.settledAt)}</small>`,
  ];
  return said.filter((each) => typeof each === "string" && each !== "").join(" · ");
}

function progressOf({ progress }: Job): string {
  return progress === undefined ? "" : `${Math.round(progress.part * 100)} % ${escaped(progress.note)}`;
}

function details(job: Job): string {
  const past = job.past.map(
    ({ generation, attempt, at, millis, ended, reason }) =>
      `${timeOfDay(at)}  ${generation > 0 ? `generation ${generation}, ` : ""}attempt ${attempt}  ` +
      `${ended} after ${millis} ms${reason === "" ? "" : `: ${reason}`}`,
  );
  const data = JSON.stringify(job.data, null, 2);
  const cut = data.length > MOST_DATA ? `${data.slice(0, MOST_DATA)}…` : data;
  const text = escaped([cut, ...past].join("\n"));
  return `<details><summary>data and attempts</summary><pre>${text}</pre></details>`;
}
