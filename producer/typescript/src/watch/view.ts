import { ENDS, type JobState, type JobStatus } from "../status.js";

/**
 * What a browser is told of a job: where it stands and how far it is. Reasons stay on the server, for they may
 * hold what is not for everybody.
 */
export interface JobView {
  readonly id: string;
  readonly state: JobState;
  /** Whether it has ended, however it has. */
  readonly ended: boolean;
  /** How many attempts were made. */
  readonly attempts?: number;
  /** How far it is, from 0 to 1, by its handler's own word. */
  readonly part?: number;
  /** What the handler said beside that. */
  readonly note?: string;
  /** When it runs again, RFC 3339. */
  readonly dueAt?: string;
  /** When it ended, RFC 3339. */
  readonly settledAt?: string;
  /** Why it is dead or waits; docs/errors.md lists them. */
  readonly code?: string;
}

export function viewOf(status: JobStatus): JobView {
  const { id, state, attempts, progress, dueAt, settledAt, code } = status;
  const told = { attempts, part: progress?.part, note: progress?.note, dueAt, settledAt, code };
  const known = Object.entries(told).filter(([, value]) => value !== undefined);
  return { id, state, ended: ENDS.has(state), ...Object.fromEntries(known) };
}
