import { CODES, type Code } from "./codes.js";

/** One thing that is wrong with a request, as its sender should read it. */
export interface Problem {
  /** Where, as a JSON pointer (RFC 6901); empty for the whole. */
  readonly pointer: string;
  readonly expected: string;
  readonly got: string;
  /** What to do; absent when there is nothing to add. */
  readonly hint?: string;
}

const MOST_LISTED = 50;
const MOST_TOLD = 3;

/** A request, or one line of a stream, that is not done as asked. */
export class Refusal extends Error {
  constructor(
    readonly code: Code,
    readonly detail: string,
    readonly problems: readonly Problem[] = [],
    readonly more = 0,
  ) {
    super(detail);
    this.name = "Refusal";
  }

  /** The HTTP status of its code. */
  get status(): number {
    return CODES[this.code].status;
  }

  /** The refusal as a problem document (RFC 9457), in the gateway's own form. */
  toJson(): Record<string, unknown> {
    const { title, status } = CODES[this.code];
    return {
      type: `/errors/${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.detail,
      retryable: false,
      ...(this.problems.length === 0 ? {} : { problems: this.problems }),
      ...(this.more === 0 ? {} : { moreProblems: this.more }),
    };
  }

  /** The same with no more than `most` problems listed. */
  shortened(most: number): Refusal {
    const cut = this.problems.length - most;
    return cut <= 0
      ? this
      : new Refusal(this.code, this.detail, this.problems.slice(0, most), this.more + cut);
  }
}

/** The refusal of a job with all that is wrong with it, under the code of the first. */
export function notStored(code: Code, problems: readonly Problem[]): Refusal {
  const told = problems.slice(0, MOST_TOLD).map(lineOf).join("; ");
  const rest = problems.length > MOST_TOLD ? `; and ${problems.length - MOST_TOLD} more` : "";
  const listed = problems.slice(0, MOST_LISTED);
  return new Refusal(code, `the job is not stored. ${told}${rest}`, listed, problems.length - listed.length);
}

/** A problem in one line, such as `/data/title: expected a string, got a number`. */
export function lineOf(problem: Problem): string {
  const place = problem.pointer === "" ? "" : `${problem.pointer}: `;
  const hint = problem.hint === undefined ? "" : `; ${problem.hint}`;
  return printable(`${place}expected ${problem.expected}, got ${problem.got}${hint}`);
}

/** The text with its control characters shown by their code, because a terminal may obey them. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
