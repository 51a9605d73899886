import type { TargetSettings } from "../config/settings.js";
import type { Verdict } from "./job.js";
import { hindered } from "./job.js";

/** Jobs that are tried to see whether a target is back. */
export const PROBES = 3;

const LONGEST_WAIT_MILLIS = 3_600_000;

/** What became of a target's gate. */
export type GateNews = { readonly now: "out" | "tried" | "back"; readonly reason: string };

/**
 * A circuit breaker before a target (Nygard, "Release It!", 2007). When enough of its last attempts failed it
 * is out, and its jobs are held; then a few are tried, and by their outcome it is back or out again. What
 * fails while it is not back burns no attempt.
 */
export class Gate {
  #state: "closed" | "out" | "probing" = "closed";
  #last: boolean[] = [];
  #until = 0;
  #permits = 0;

  constructor(
    private readonly target: TargetSettings,
    private readonly tell: (news: GateNews) => void,
  ) {}

  /** Whether a job may start. @param now milliseconds since 1970 */
  allows(now: number): boolean {
    if (this.#state === "out" && now >= this.#until) {
      this.#probe();
    }
    return this.#state === "closed" || (this.#state === "probing" && this.#permits > 0);
  }

  /** When it is worth to look again; 0 when nothing is to be waited for. */
  get looksAgainAt(): number {
    return this.#state === "out" ? this.#until : 0;
  }

  /** One starts. */
  started(): void {
    this.#permits -= this.#state === "probing" ? 1 : 0;
  }

  /** Judges what came of an attempt: held without blame when it failed because the target is out. */
  judge(verdict: Verdict, now: number): Verdict {
    switch (verdict.kind) {
      case "done":
        this.#ended(true, "", now);
        return verdict;
      case "failed":
        if (verdict.last) {
          this.#permitBack();
          return verdict;
        }
        this.#ended(false, verdict.reason, now);
        return this.#state === "closed" || verdict.code === "TP-3010"
          ? verdict
          : hindered(verdict.reason, false);
      case "hindered":
        if (verdict.byTarget && verdict.afterMillis > 0) {
          this.#shut(Math.min(verdict.afterMillis, LONGEST_WAIT_MILLIS), verdict.reason, now);
          return hindered(verdict.reason, false);
        }
        if (verdict.byTarget) {
          this.#ended(false, verdict.reason, now);
        } else {
          this.#permitBack();
        }
        return verdict;
      case "snoozed":
        this.#permitBack();
        return verdict;
    }
  }

  /** An attempt that says nothing of the target, or never came to an end. */
  #permitBack(): void {
    this.#permits += this.#state === "probing" ? 1 : 0;
  }

  /** An attempt was called off. */
  calledOff(): void {
    this.#permitBack();
  }

  #ended(well: boolean, reason: string, now: number): void {
    const { window, failurePercent, probeAfter } = this.target;
    if (failurePercent === 0 || this.#state === "out") {
      return;
    }
    this.#last.push(well);
    const most = this.#state === "probing" ? PROBES : window;
    const least = this.#state === "probing" ? PROBES : Math.max(1, Math.floor(window / 2));
    this.#last = this.#last.slice(-most);
    if (this.#last.length < least) {
      return;
    }
    const failures = this.#last.filter((each) => !each).length;
    if ((failures * 100) / this.#last.length >= failurePercent) {
      this.#shut(probeAfter, reason, now);
    } else if (this.#state === "probing") {
      this.#state = "closed";
      this.#last = [];
      this.tell({ now: "back", reason: "" });
    }
  }

  #shut(millis: number, reason: string, now: number): void {
    this.#state = "out";
    this.#until = now + millis;
    this.#last = [];
    this.tell({ now: "out", reason });
  }

  #probe(): void {
    this.#state = "probing";
    this.#permits = PROBES;
    this.#last = [];
    this.tell({ now: "tried", reason: "" });
  }
}
