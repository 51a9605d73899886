import type { Clock } from "#serve/clock.js";
import { admit } from "../api/admission.js";
import type { Draft } from "../api/draft.js";
import { Refusal } from "../api/refusal.js";
import { typeOf, type Settings } from "../config/settings.js";
import { push, type Endpoint } from "../push/push.js";
import { emittedDraft } from "./children.js";
import { failed, hindered, type Job, type Verdict } from "./job.js";

const MOST_CHILDREN = 1000;

/** What attempts are made with. */
export interface AttemptsOptions {
  readonly settings: Settings;
  /** By the name of the target. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly clock: Clock;
  /** Takes a job that another emitted. */
  readonly submit: (draft: Draft, client: string) => void;
}

/** The making of attempts: each is posted to the target of its type, and what it emitted is sent. */
export class Attempts {
  readonly #owner: number;

  constructor(private readonly options: AttemptsOptions) {
    this.#owner = Math.floor(options.clock.now() / 1000);
  }

  /** Makes one. It never throws. @param signal aborted, the job is not to go on */
  make(job: Job, signal: AbortSignal): Promise<Verdict> {
    const type = typeOf(this.options.settings, job.type)!;
    const endpoint = this.options.endpoints.get(type.target);
    if (endpoint === undefined) {
      const where = type.target === "" ? "no target" : `the target ${type.target}, which has no url`;
      const reason = `type ${job.type} has ${where} in towpath.yaml: handlers in Java are not run here`;
      return Promise.resolve(hindered(reason, false));
    }
    const words = {
      checkpoint: (cursor: string) => void (job.cursor = cursor),
      progress: (part: number, note: string) => void (job.progress = { part, attempt: job.attempt, note }),
    };
    const { timeout: timeoutMillis } = type;
    return push(endpoint, { job, owner: this.#owner, timeoutMillis, signal, words }, this.options.clock);
  }

  /**
   * Sends what an attempt has emitted: all of it, or none.
   *
   * @returns what becomes of the attempt
   */
  sendChildren(job: Job, said: Verdict): Verdict {
    if (said.kind !== "done" || said.emit.length === 0) {
      return said;
    }
    if (said.emit.length > MOST_CHILDREN) {
      const reason = `it emitted ${said.emit.length} jobs, more than ${MOST_CHILDREN}`;
      return failed("TP-3006", reason, { last: true });
    }
    try {
      const seen = new Map<string, number>();
      const drafts = said.emit.map((emission) => emittedDraft(job, emission, seen));
      drafts.forEach((draft) => admit(draft, this.options.settings));
      drafts.forEach((draft) => this.options.submit(draft, job.client));
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }
      return failed(e.code, `a job that it emitted cannot be sent: ${e.detail}`, { last: true });
    }
    return said;
  }
}
