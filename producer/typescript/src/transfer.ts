import { answerLines, type AnswerLine } from "./answerLines.js";
import { Bell } from "./bell.js";
import { TowpathError } from "./error.js";
import type { Answer, Gateway } from "./gateway.js";
import { Intake, MOST_LINES, type Line, type Source } from "./intake.js";
import type { Receipt } from "./jobs.js";
import { brokenConnection, judged, noAnswer, notStored, told, type Setback } from "./setback.js";
import { Tries } from "./tries.js";

/** What became of one job of many. */
export type Outcome =
  | { readonly index: number; readonly receipt: Receipt }
  | { readonly index: number; readonly error: TowpathError };

/** How much text goes into one piece of a request's body. */
const PIECE = 64 * 1024;
/** Lines that are too few for a piece while results are due. */
const FEW = 100;
/** Given as a reason because the platform else makes one, with a stack, for every request. */
const OVER = new Error("the request is over");
const LINES = "application/x-ndjson";

/**
 * Many jobs on their way to the gateway: as lines of a request whose results are read while it is sent. A
 * line that got no result before its request broke is sent again under its key; so is one that was refused
 * for now.
 */
export class Transfer {
  readonly #gateway: Gateway;
  readonly #traceparent: string;
  readonly #bell = new Bell();
  readonly #intake: Intake;
  readonly #outcomes: (Outcome & { readonly text: number })[] = [];
  /** Sent in the request that is open, without a result so far, in order. */
  #unanswered: Line[] = [];
  /** To be sent again, before anything new. */
  #again: Line[] = [];
  #answered = 0;
  /** Lines of the request that is open. */
  #sent = 0;
  /** Whether nothing that was sent waits in the gateway for what follows it. */
  #pushed = true;
  #pauseUntil = 0;
  #givenUpInARow = 0;
  /** Of the request that is open. */
  #controller = new AbortController();
  /** Of the whole: aborted when nobody wants outcomes any more. */
  readonly #end = new AbortController();
  /** Why the request that is open is the last one. */
  #halt: Setback | undefined;
  #fatal: { readonly thrown: unknown } | undefined;
  #over = false;

  constructor(gateway: Gateway, source: Source, traceparent: string) {
    this.#gateway = gateway;
    this.#traceparent = traceparent;
    this.#intake = new Intake(
      source,
      (index, error) => this.#outcomes.push({ index, error, text: 0 }),
      this.#bell,
    );
  }

  /**
   * Sends all, and gives each job's outcome as it comes to be known.
   *
   * @throws TowpathError when the gateway takes nothing more: what has no outcome by then was not sent
   */
  async *outcomes(): AsyncGenerator<Outcome, void, undefined> {
    const running = this.#run();
    try {
      for (;;) {
        for (let next = this.#outcomes.shift(); next !== undefined; next = this.#outcomes.shift()) {
          const { text, ...outcome } = next;
          this.#intake.left(text);
          yield outcome;
        }
        if (this.#over) {
          break;
        }
        await this.#bell.wait();
      }
      if (this.#fatal !== undefined) {
        throw this.#fatal.thrown;
      }
    } finally {
      this.#over = true;
      this.#intake.close();
      this.#controller.abort(OVER);
      this.#end.abort(OVER);
      this.#bell.ring();
      await running;
    }
  }

  async #run(): Promise<void> {
    try {
      this.#intake.draw();
      let rounds = new Tries(this.#gateway.settings);
      while (await this.#somethingToSend()) {
        this.#answered = 0;
        this.#sent = 0;
        this.#pushed = true;
        const setback = await this.#request();
        if (this.#over) {
          return;
        }
        if (this.#answered > 0 || setback === undefined) {
          rounds = new Tries(this.#gateway.settings);
        }
        if (setback !== undefined && !(await this.#goOn(setback, rounds))) {
          return;
        }
      }
      if (this.#intake.failure !== undefined) {
        this.#fatal = this.#intake.failure;
      }
    } catch (thrown) {
      this.#fatal ??= { thrown };
    } finally {
      this.#over = true;
      this.#bell.ring();
    }
  }

  /** Waits until there is a line to send; false when there will be none. */
  async #somethingToSend(): Promise<boolean> {
    while (this.#again.length === 0 && this.#intake.ready.length === 0) {
      if (this.#intake.ended || this.#over) {
        return false;
      }
      await this.#bell.wait();
    }
    return !this.#over;
  }

  /** After a request that did not end as it should: whether there is another one. */
  async #goOn(setback: Setback, rounds: Tries): Promise<boolean> {
    const left = this.#unanswered;
    this.#unanswered = [];
    for (const line of left) {
      line.outcomeUnknown ||= setback.outcomeUnknown;
    }
    this.#again.push(...left);
    if (this.#halt !== undefined) {
      this.#stop(this.#halt, this.#gateway.settings.tries);
      return false;
    }
    // A request that got on counts as new: only those that get nowhere are counted.
    const pause = rounds.pauseAfter(setback);
    if (pause === undefined) {
      this.#stop(setback, rounds.made);
      return false;
    }
    await this.#gateway.settings.clock.pause(pause, this.#end.signal).catch(() => {});
    return !this.#over;
  }

  #stop(setback: Setback, tries: number): void {
    const waiting = [...this.#again.splice(0), ...this.#intake.ready.splice(0)];
    for (const line of waiting) {
      this.#giveUp(line, setback, tries);
    }
    this.#intake.close();
    this.#fatal = {
      thrown: new TowpathError(
        `the gateway takes no more jobs: ${setback.what}. Those without a result were not sent` +
          (setback.retryable ? "; trying again later is safe" : ""),
        { ...setback, outcomeUnknown: false },
      ),
    };
  }

  #giveUp(line: Line, setback: Setback, tries: number): void {
    const { type, dedupKey, json } = line.draft;
    const unknown = line.outcomeUnknown === true;
    const error = notStored(type, dedupKey, { ...setback, outcomeUnknown: false }, tries, unknown);
    this.#outcomes.push({ index: line.index, error, text: json.length });
  }

  /** One request; undefined when all its lines have their results. */
  async #request(): Promise<Setback | undefined> {
    const { settings } = this.#gateway;
    const url = settings.url();
    settings.key();
    const controller = (this.#controller = new AbortController());
    const watch = new Watch(settings.requestTimeout, () => this.#unanswered.length > 0, controller);
    try {
      const answer = await this.#gateway.send(
        {
          method: "POST",
          path: "/v1/jobs",
          contentType: LINES,
          traceparent: this.#traceparent,
          body: this.#whole(watch) ?? this.#body(watch),
        },
        controller.signal,
      );
      if (answer.status !== 200 || answer.body === null) {
        return judged(url, answer, await answer.text(), settings.clock.now());
      }
      return await this.#read(answer, url, watch);
    } catch (e) {
      return watch.late ? noAnswer(url, settings.requestTimeout) : brokenConnection(url, e);
    } finally {
      watch.end();
      // The body may still wait for lines that are another request's now.
      controller.abort(OVER);
      this.#bell.ring();
    }
  }

  async #read(answer: Answer, url: string, watch: Watch): Promise<Setback | undefined> {
    let complete = false;
    // Read to its end, also behind the last line: then the connection can serve another request.
    for await (const line of answerLines(answer.body!)) {
      watch.progress();
      if (line.kind === "stopped") {
        return told(line.problem, line.problem.status ?? 0, 0);
      }
      if (line.kind === "complete" && this.#unanswered.length === 0) {
        complete = true;
        continue;
      }
      if (
        complete ||
        line.kind === "complete" ||
        line.kind === "other" ||
        line.line !== this.#unanswered[0]?.number
      ) {
        return judged(url, answer, "", 0);
      }
      this.#answered++;
      this.#settle(this.#unanswered.shift()!, line);
      this.#bell.ring();
    }
    return complete ? undefined : brokenConnection(url, "the answer ended before its last line");
  }

  #settle(line: Line, answer: AnswerLine & { readonly kind: "stored" | "refused" }): void {
    if (answer.kind === "stored") {
      this.#givenUpInARow = 0;
      const receipt = { id: answer.id, duplicate: answer.duplicate };
      this.#outcomes.push({ index: line.index, receipt, text: line.draft.json.length });
      return;
    }
    const setback = told(answer.problem, answer.problem.status ?? 0, 0);
    line.outcomeUnknown ||= setback.outcomeUnknown;
    line.tries ??= new Tries(this.#gateway.settings);
    const pause = line.tries.pauseAfter(setback);
    if (pause !== undefined) {
      this.#pauseUntil = Math.max(this.#pauseUntil, this.#gateway.settings.clock.now() + pause);
      this.#again.push(line);
      return;
    }
    this.#giveUp(line, setback, line.tries.made);
    if (setback.retryable && ++this.#givenUpInARow >= MOST_LINES) {
      // So many in a row are no lines of bad luck: the rest of a million would wait as long, each.
      this.#halt = setback;
      this.#controller.abort();
    }
  }

  /** All lines at once, when they are known and few: a stream costs several times as much. */
  #whole(watch: Watch): string | undefined {
    if (!this.#intake.ended || this.#pauseUntil > this.#gateway.settings.clock.now()) {
      return undefined;
    }
    const lines = [...this.#again, ...this.#intake.ready];
    if (lines.reduce((size, line) => size + line.draft.json.length + 1, 0) > PIECE) {
      return undefined;
    }
    watch.progress();
    return this.#next();
  }

  #body(watch: Watch): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const text = await this.#piece(watch.signal);
          if (text === "") {
            controller.close();
          } else {
            watch.progress();
            controller.enqueue(encoder.encode(text));
          }
        },
      },
      { highWaterMark: 0 },
    );
  }

  /** The next lines of the open request; empty at its end, when there are no more for now. */
  async #piece(signal: AbortSignal): Promise<string> {
    const { clock } = this.#gateway.settings;
    while (!signal.aborted) {
      const pause = this.#pauseUntil - clock.now();
      if (pause > 0) {
        await clock.pause(pause, signal).catch(() => {});
        continue;
      }
      if (this.#unanswered.length > 0 && this.#intake.ready.length < FEW && !this.#intake.ended) {
        // Each result makes room for one line: more come with the results that are on their way.
        await clock.pause(0, signal).catch(() => {});
      }
      const text = this.#next();
      if (text !== "") {
        this.#pushed = false;
        return text;
      }
      if (this.#intake.ended) {
        return "";
      }
      if (!this.#pushed) {
        // Node ends a chunk only with the one behind it, and servers may wait for that end. A line that is
        // empty is no job.
        this.#pushed = true;
        this.#sent++;
        return "\n";
      }
      await this.#bell.wait();
    }
    return "";
  }

  /** What is there to be sent, a piece at most, and from now on waits for its results. */
  #next(): string {
    let text = "";
    while (text.length < PIECE) {
      const line = this.#again.shift() ?? this.#intake.ready.shift();
      if (line === undefined) {
        break;
      }
      line.number = ++this.#sent;
      this.#unanswered.push(line);
      text += `${line.draft.json}\n`;
    }
    return text;
  }
}

/** Ends a request that makes no progress although results are due. */
class Watch {
  late = false;
  readonly signal: AbortSignal;
  #timer: ReturnType<typeof setInterval>;
  #progress = true;

  constructor(limit: number, due: () => boolean, controller: AbortController) {
    this.signal = controller.signal;
    this.#timer = setInterval(() => {
      if (!this.#progress && due()) {
        this.late = true;
        controller.abort();
      }
      this.#progress = false;
    }, limit);
  }

  progress(): void {
    this.#progress = true;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
