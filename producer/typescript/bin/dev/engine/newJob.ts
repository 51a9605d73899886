import type { Draft } from "../api/draft.js";
import type { TypeSettings } from "../config/settings.js";
import type { Job, State } from "./job.js";

/** How the dedup keys begin that a client library makes up for its retries. */
export const MADE_UP_KEY = "towpath:retry:";
const MADE_UP_WINDOW = 600_000;

/** Who a job is that a draft becomes. */
export interface Identity {
  readonly id: string;
  readonly queue: string;
  readonly client: string;
  readonly checksum: string;
}

/**
 * A job that was just taken in.
 *
 * @param before the job of the same id before it
 * @param now milliseconds since 1970
 */
export function newJob(
  draft: Draft,
  who: Identity,
  type: TypeSettings,
  before: Job | undefined,
  now: number,
): Job {
  const { problems: _, ...said } = draft;
  return {
    ...said,
    ...who,
    windowMillis: draft.dedupKey === "" ? 0 : windowOf(draft.dedupKey, type),
    acceptedAt: now,
    dueAt: Math.max(draft.dueAt, now),
    generation: before === undefined ? 0 : before.generation + 1,
    replayed: false,
    ...beginning(before),
  };
}

/** The next generation of a dead job. It may be as old as it is, and does not expire. */
export function replayOf(dead: Job): Job {
  return { ...dead, ...beginning(dead), generation: dead.generation + 1, replayed: true, expiresAt: 0 };
}

/** What a job begins with; what is known of the one before it stays for people. */
function beginning(before: Job | undefined) {
  return {
    state: "accepted" as State,
    attempt: 0,
    crashes: 0,
    cursor: "",
    code: "",
    reason: "",
    startedAt: 0,
    settledAt: 0,
    nextAt: 0,
    progress: undefined,
    past: before === undefined ? [] : [...before.past],
  };
}

/** Those that are made up take effect for ten minutes. */
function windowOf(dedupKey: string, type: TypeSettings): number {
  return dedupKey.startsWith(MADE_UP_KEY) ? Math.min(type.dedupWindow, MADE_UP_WINDOW) : type.dedupWindow;
}
