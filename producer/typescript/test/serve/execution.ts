import type { JobContext } from "../../src/next.js";

export const WINDOW = 86_400_000;

type Inboxed = Pick<JobContext, "id" | "fence" | "acceptedAt" | "windowMillis" | "checksum" | "forced">;

/** One execution of one job, as the inbox sees it; each method gives another one. */
export class Execution {
  private constructor(
    readonly owner: bigint,
    readonly generation: number,
    readonly number: number,
    readonly acceptedAt: number,
    readonly checksum: string,
    readonly forced: boolean,
  ) {}

  /** The first owner's, of the job as it was submitted. The numbers are such that no double holds them. */
  static first(): Execution {
    return new Execution(9007199254740993n, 0, 1, Date.UTC(2026, 10, 24, 12), "-1234567890123456789", false);
  }

  attempt(number: number): Execution {
    return this.with({ number });
  }

  byOwner(later: bigint): Execution {
    return this.with({ owner: Execution.first().owner + later });
  }

  /** Of the generation that a replay makes. */
  replayed(): Execution {
    return this.with({ generation: this.generation + 1, number: 1, forced: false });
  }

  byForce(): Execution {
    return this.with({ forced: true });
  }

  /** Of a payload whose checksum differs in the last place alone. */
  edited(): Execution {
    return this.with({ checksum: "-1234567890123456788" });
  }

  /** Of another submission under the same dedup key, accepted so much later. */
  submittedAgain(millis: number): Execution {
    return this.replayed().with({ acceptedAt: this.acceptedAt + millis });
  }

  get fence(): string {
    return `${this.owner}.${this.generation}.${this.number}`;
  }

  get job(): JobContext {
    const inboxed: Inboxed = {
      id: "default_0_it's\\7",
      fence: this.fence,
      acceptedAt: new Date(this.acceptedAt),
      windowMillis: WINDOW,
      checksum: this.checksum,
      forced: this.forced,
    };
    return inboxed as JobContext;
  }

  private with(changes: Partial<Execution>): Execution {
    const { owner, generation, number, acceptedAt, checksum, forced } = { ...this, ...changes } as Execution;
    return new Execution(owner, generation, number, acceptedAt, checksum, forced);
  }
}
