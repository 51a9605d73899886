import type { Clock } from "#serve/clock.js";
import { admit } from "../api/admission.js";
import type { Draft } from "../api/draft.js";
import { checksum } from "../api/json.js";
import { Refusal } from "../api/refusal.js";
import { typeOf, type Settings, type TypeSettings } from "../config/settings.js";
import type { Endpoint } from "../push/push.js";
import { Attempts } from "./attempts.js";
import { Book } from "./book.js";
import { noticeDraft } from "./children.js";
import type { JobNews, Teller } from "./happening.js";
import { Ids } from "./ids.js";
import { hasEnded, type End, type Failed, type Hindered, type Job, type Verdict } from "./job.js";
import { Lanes } from "./lanes.js";
import { newJob, replayOf } from "./newJob.js";
import { MOST_AFTER_MILLIS, pauseAfter } from "./retry.js";
import { Timers } from "./timers.js";
import { Turns } from "./turns.js";

const HINDERED_PAUSE_MILLIS = 1000;
const SHORT_SNOOZE_MILLIS = 1000;
const MOST_PAST = 20;

/** What an engine is made of. */
export interface EngineOptions {
  readonly settings: Settings;
  /** By the name of the target. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly clock: Clock;
  /** 0 to 1, by chance. */
  readonly random: () => number;
  readonly tell: Teller;
}

/** Takes jobs, has the site do them, and remembers what has become of them: in memory, in one process. */
export class Engine {
  readonly #book = new Book();
  readonly #ids = new Ids();
  readonly #lanes = new Lanes();
  readonly #turns: Turns;
  readonly #attempts: Attempts;
  readonly #timers: Timers;
  readonly #running = new Map<Job, AbortController>();
  readonly #calledOff = new WeakSet<Job>();
  #callOffLook = () => {};
  #closed = false;

  constructor(private readonly options: EngineOptions) {
    this.#timers = new Timers(options.clock);
    this.#attempts = new Attempts({ ...options, submit: (draft, client) => void this.submit(draft, client) });
    this.#turns = new Turns(options.settings, (target, news) =>
      options.tell({ at: this.#now(), what: news.now, target, reason: news.reason }),
    );
  }

  /** All jobs that are known, in the order in which they came. */
  jobs(): Iterable<Job> {
    return this.#book.all();
  }

  find(id: string): Job | undefined {
    return this.#book.find(id);
  }

  /**
   * Takes a job.
   *
   * @throws Refusal with all that is wrong with it
   */
  submit(draft: Draft, client: string): { id: string; duplicate: boolean } {
    const { type, queue } = admit(draft, this.options.settings);
    const now = this.#now();
    const { dedupKey, group } = draft;
    const sum = checksum(draft.data);
    const id =
      dedupKey === ""
        ? this.#ids.random(queue, now)
        : this.#ids.derived(queue, client, draft.type, group, dedupKey);
    this.#giveWay(id);
    const kind = this.#book.judge(id, sum, now);
    if (kind === "conflict") {
      throw new Refusal(
        "TP-1010",
        `job ${id} was submitted before under the same dedup key with another payload, and the key's ` +
          "window still holds; nothing was stored. Use another dedup key for other content",
      );
    }
    const before = this.#book.find(id);
    if (kind === "repeat") {
      this.#tell("repeated", before!);
      return { id, duplicate: true };
    }
    this.#begin(newJob(draft, { id, queue, client, checksum: sum }, type, before, now), "accepted");
    return { id, duplicate: false };
  }

  /** A job is not to run any more. What has ended stays as it is. */
  cancel(job: Job): void {
    if (hasEnded(job)) {
      return;
    }
    const running = this.#running.get(job);
    this.#calledOff.add(job);
    if (running !== undefined) {
      running.abort();
    } else if (!(job.state === "accepted" && job.dueAt > this.#now())) {
      this.#cancelled(job);
    }
  }

  /** Runs a dead letter again, as the job's next generation. @returns undefined when it is none */
  again(dead: Job): Job | undefined {
    if (dead.state !== "dead" || this.#book.find(dead.id) !== dead) {
      return undefined;
    }
    const job = replayOf(dead);
    this.#begin(job, "again");
    return job;
  }

  /** Stops: what runs is called off. */
  close(): void {
    this.#closed = true;
    this.#callOffLook();
    this.#timers.callOffAll();
    this.#running.forEach((running) => running.abort());
  }

  /** What waits for its time and is called off makes way for another under its id. */
  #giveWay(id: string): void {
    const before = this.#book.find(id);
    if (
      before !== undefined &&
      this.#calledOff.has(before) &&
      !hasEnded(before) &&
      !this.#running.has(before)
    ) {
      this.#cancelled(before);
    }
  }

  #begin(job: Job, what: "accepted" | "again"): void {
    this.#book.put(job);
    this.#tell(what, job);
    if (job.dueAt > this.#now()) {
      this.#timers.at(job, job.dueAt, () => this.#enter(job, true));
    } else {
      this.#enter(job, what === "again");
    }
  }

  /** The job's time has come. */
  #enter(job: Job, due: boolean): void {
    if (this.#calledOff.has(job)) {
      this.#cancelled(job);
    } else if (this.#lanes.enter(job, this.#type(job))) {
      this.#ready(job, due);
    }
  }

  #ready(job: Job, due: boolean): void {
    this.#turns.ready(job, due);
    this.#look();
  }

  /** Starts what may start, once this turn of the event loop is over. */
  #look(): void {
    this.#callOffLook();
    this.#callOffLook = this.options.clock.after(0, () => {
      while (!this.#closed) {
        const job = this.#turns.take(this.#now());
        if (job === undefined) {
          break;
        }
        void this.#start(job);
      }
      const again = this.#turns.looksAgainAt();
      if (again > 0 && !this.#closed) {
        this.#callOffLook = this.options.clock.after(again - this.#now(), () => this.#look());
      }
    });
  }

  async #start(job: Job): Promise<void> {
    const now = this.#now();
    if (job.expiresAt > 0 && now >= job.expiresAt && job.startedAt === 0) {
      this.#turns.ended(job);
      this.#turns.gateOf(job)?.calledOff();
      this.#end(job, "expired", "TP-3007", "it expired before its first attempt");
      return;
    }
    job.attempt++;
    job.state = "running";
    job.startedAt ||= now;
    job.nextAt = 0;
    const running = new AbortController();
    this.#running.set(job, running);
    this.#tell("started", job);
    const said = await this.#attempts.make(job, running.signal);
    this.#running.delete(job);
    this.#turns.ended(job);
    if (running.signal.aborted && said.kind !== "done") {
      this.#turns.gateOf(job)?.calledOff();
      if (!this.#closed) {
        this.#past(job, now, "cancelled", "");
        this.#cancelled(job);
        this.#look();
      }
      return;
    }
    const verdict = this.#attempts.sendChildren(job, said);
    this.#finish(job, now, this.#turns.gateOf(job)?.judge(verdict, this.#now()) ?? verdict);
  }

  #finish(job: Job, startedAt: number, verdict: Verdict): void {
    switch (verdict.kind) {
      case "done":
        this.#past(job, startedAt, "done", "");
        this.#end(job, "done", "", "");
        break;
      case "failed":
        this.#failed(job, startedAt, verdict);
        break;
      case "snoozed":
        this.#past(job, startedAt, verdict.afterMillis === 0 ? "continues" : "snoozed", "");
        job.attempt--;
        this.#wait(job, Math.min(verdict.afterMillis, MOST_AFTER_MILLIS), "", "", SHORT_SNOOZE_MILLIS);
        this.#tell(verdict.afterMillis === 0 ? "continues" : "snoozed", job);
        break;
      case "hindered":
        this.#hindered(job, startedAt, verdict);
    }
    this.#look();
  }

  #hindered(job: Job, startedAt: number, verdict: Hindered): void {
    const isNews = job.reason !== verdict.reason;
    if (isNews) {
      this.#past(job, startedAt, "held", verdict.reason);
    }
    job.attempt--;
    const pause = Math.min(Math.max(verdict.afterMillis, HINDERED_PAUSE_MILLIS), MOST_AFTER_MILLIS);
    this.#wait(job, pause, "", verdict.reason, Infinity);
    this.#tell(isNews ? "held" : "still", job);
  }

  #failed(job: Job, startedAt: number, verdict: Failed): void {
    const type = this.#type(job);
    const final = verdict.last || type.finalErrors.includes(verdict.error);
    const broke = verdict.code === "TP-3010";
    job.crashes += broke ? 1 : 0;
    this.#past(job, startedAt, broke ? "broke off" : "failed", verdict.reason);
    const last = final || (broke && job.crashes >= type.maxCrashes);
    const pause = pauseAfter(job, { ...verdict, last }, type, this.#now(), this.options.random());
    if (pause === undefined) {
      this.#die(job, verdict);
      return;
    }
    this.#wait(job, pause, verdict.code, verdict.reason, type.order === "strict" ? Infinity : -1);
    this.#tell("failed", job);
  }

  #die(job: Job, verdict: Failed): void {
    const { onDead } = this.#type(job);
    this.#end(job, "dead", verdict.code, verdict.reason);
    if (onDead === "") {
      return;
    }
    try {
      this.submit(noticeDraft(job, onDead, verdict, this.options.settings.maxPayload), job.client);
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }
      this.#past(job, this.#now(), "nobody was told of its death", e.detail);
    }
  }

  /**
   * The job runs again after a pause.
   *
   * @param stayMillis up to which pause it keeps its turn in its group
   */
  #wait(job: Job, pause: number, code: string, reason: string, stayMillis: number): void {
    job.state = "waiting";
    job.code = code;
    job.reason = reason;
    job.nextAt = this.#now() + pause;
    if (pause > stayMillis) {
      this.#leaveLane(job);
    }
    this.#timers.at(job, job.nextAt, () => this.#enter(job, true));
  }

  #cancelled(job: Job): void {
    this.#end(job, "cancelled", "TP-3009", "its client cancelled it");
  }

  #end(job: Job, state: End, code: string, reason: string): void {
    this.#timers.callOff(job);
    this.#turns.drop(job);
    Object.assign(job, { state, code, reason, nextAt: 0, settledAt: this.#now() });
    this.#leaveLane(job);
    this.#book.ended(job);
    this.#tell(state, job);
  }

  #leaveLane(job: Job): void {
    const next = this.#lanes.leave(job);
    if (next !== undefined) {
      this.#ready(next, true);
    }
  }

  #past(job: Job, at: number, ended: string, reason: string): void {
    const { generation, attempt } = job;
    job.past.push({ generation, attempt, at, millis: this.#now() - at, ended, reason });
    job.past.splice(0, job.past.length - MOST_PAST);
  }

  #tell(what: JobNews, job: Job): void {
    this.options.tell({ at: this.#now(), what, job });
  }

  #type(job: Job): TypeSettings {
    return typeOf(this.options.settings, job.type)!;
  }

  #now(): number {
    return this.options.clock.now();
  }
}
