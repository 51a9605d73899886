import type { Settings, TypeSettings } from "../config/settings.js";
import { typeOf } from "../config/settings.js";
import { Gate, type GateNews } from "./gate.js";
import type { Job } from "./job.js";

interface TypeState {
  readonly settings: TypeSettings;
  readonly target: TargetState | undefined;
  /** Due jobs go ahead of new ones. */
  readonly due: Job[];
  readonly ready: Job[];
  running: number;
}

interface TargetState {
  readonly gate: Gate;
  readonly most: number;
  running: number;
}

/** Which job starts next: the ready ones of each type, and what keeps them back. */
export class Turns {
  readonly #types = new Map<string, TypeState>();
  readonly #targets = new Map<string, TargetState>();

  constructor(
    private readonly settings: Settings,
    tell: (target: string, news: GateNews) => void,
  ) {
    for (const [name, target] of settings.targets) {
      const gate = new Gate(target, (news) => tell(name, news));
      this.#targets.set(name, { gate, most: target.maxInFlight, running: 0 });
    }
  }

  /** A job may run. @param due whether it has waited for its time, and goes ahead */
  ready(job: Job, due: boolean): void {
    const type = this.#of(job);
    (due ? type.due : type.ready).push(job);
  }

  /** A job is not to run. */
  drop(job: Job): void {
    const type = this.#of(job);
    for (const jobs of [type.due, type.ready]) {
      const place = jobs.indexOf(job);
      if (place >= 0) {
        jobs.splice(place, 1);
      }
    }
  }

  /** Takes a job that may start now; it counts as running. @param now milliseconds since 1970 */
  take(now: number): Job | undefined {
    for (const [name, type] of this.#types) {
      const jobs = type.due.length > 0 ? type.due : type.ready;
      if (jobs.length > 0 && mayStart(type, now)) {
        type.running++;
        if (type.target !== undefined) {
          type.target.running++;
          type.target.gate.started();
        }
        // To the end, so that the types take turns.
        this.#types.delete(name);
        this.#types.set(name, type);
        return jobs.shift();
      }
    }
    return undefined;
  }

  /** A job that was taken runs no more. */
  ended(job: Job): void {
    const type = this.#of(job);
    type.running--;
    if (type.target !== undefined) {
      type.target.running--;
    }
  }

  /** What a job depends on. */
  gateOf(job: Job): Gate | undefined {
    return this.#of(job).target?.gate;
  }

  /** When a target that is out is to be tried next; 0 for none. */
  looksAgainAt(): number {
    const times = [...this.#targets.values()].map(({ gate }) => gate.looksAgainAt).filter((at) => at > 0);
    return times.length === 0 ? 0 : Math.min(...times);
  }

  #of(job: Job): TypeState {
    let type = this.#types.get(job.type);
    if (type === undefined) {
      const settings = typeOf(this.settings, job.type)!;
      const target = this.#targets.get(settings.target);
      type = { settings, target, due: [], ready: [], running: 0 };
      this.#types.set(job.type, type);
    }
    return type;
  }
}

function mayStart(type: TypeState, now: number): boolean {
  const { maxInFlight, maxInFlightTotal } = type.settings;
  const most = maxInFlightTotal === 0 ? maxInFlight : Math.min(maxInFlight, maxInFlightTotal);
  const { target } = type;
  return (
    type.running < most && (target === undefined || (target.running < target.most && target.gate.allows(now)))
  );
}
