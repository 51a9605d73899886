import type { Bell } from "./bell.js";
import type { Draft } from "./draft.js";
import { TowpathError } from "./error.js";
import type { Tries } from "./tries.js";

/** How many jobs are between the source and whoever reads the results, at most. */
export const MOST_LINES = 1_000;
/** How many characters they have together, at most; a single job may have more. */
export const MOST_TEXT = 4 * 1024 * 1024;

/** A job of many, with its place in the iterable, from 0. */
export interface Line {
  readonly index: number;
  readonly draft: Draft;
  /** Of its own, once it was refused for now. */
  tries?: Tries;
  outcomeUnknown?: boolean;
  /** Its number among the lines of the request that it was sent in last, from 1. */
  number?: number;
}

/** What the source gives: a job, or why one of its jobs cannot be sent. */
export type Drawn = Draft | TowpathError;

/** Where jobs come from. */
export interface Source {
  next(): IteratorResult<Drawn> | Promise<IteratorResult<Drawn>>;
  return?(): unknown;
}

/** Draws jobs from a source, never more than may be on their way. */
export class Intake {
  /** Drawn and not sent yet. */
  readonly ready: Line[] = [];
  /** The source has no more. */
  ended = false;
  /** What the source threw; it ended by that. */
  failure: { readonly thrown: unknown } | undefined;
  #count = 0;
  #onTheWay = 0;
  #text = 0;
  #drawing = false;

  /**
   * @param refused gets the jobs that cannot be sent
   * @param bell is rung when there is something new
   */
  constructor(
    private readonly source: Source,
    private readonly refused: (index: number, error: TowpathError) => void,
    private readonly bell: Bell,
  ) {}

  /** Draws as many as there is room for, in the background where the source makes it wait. */
  draw(): void {
    if (!this.#drawing && !this.ended) {
      this.#drawing = true;
      void this.#run().finally(() => {
        this.#drawing = false;
        this.bell.ring();
      });
    }
  }

  /** A job's result was handed over, so that there is room for another. */
  left(text: number): void {
    this.#onTheWay--;
    this.#text -= text;
    this.draw();
  }

  /** Lets the source go. */
  close(): void {
    if (!this.ended) {
      this.ended = true;
      void Promise.resolve(this.source.return?.()).catch(() => {});
    }
  }

  async #run(): Promise<void> {
    try {
      while (!this.ended && this.#onTheWay < MOST_LINES && this.#text < MOST_TEXT) {
        const next = this.source.next();
        const step = next instanceof Promise ? await next : next;
        if (this.ended) {
          return;
        }
        if (step.done) {
          this.ended = true;
          return;
        }
        this.#take(step.value);
        if (next instanceof Promise) {
          this.bell.ring();
        }
      }
    } catch (thrown) {
      this.ended = true;
      this.failure = { thrown };
    }
  }

  #take(drawn: Drawn): void {
    const index = this.#count++;
    this.#onTheWay++;
    if (drawn instanceof TowpathError) {
      this.refused(index, drawn);
    } else {
      this.#text += drawn.json.length;
      this.ready.push({ index, draft: drawn });
    }
  }
}
