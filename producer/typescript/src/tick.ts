import type { Draft } from "./draft.js";
import type { Gateway } from "./gateway.js";
import type { Source } from "./intake.js";
import type { Receipt } from "./jobs.js";
import { postOne } from "./single.js";
import { Transfer } from "./transfer.js";

interface Call {
  readonly draft: Draft;
  resolve(receipt: Receipt): void;
  reject(error: unknown): void;
}

/** The calls of one trace: a request has one, so those of different traces do not share. */
interface Lane {
  readonly traceparent: string;
  calls: Call[];
  /** Requests that have not ended. */
  underWay: number;
  timer?: ReturnType<typeof setTimeout>;
}

/** While so many requests of a trace are under way, further calls wait for each other. */
const AT_ONCE = 2;
/** And so long at most, in milliseconds: a request that takes its time holds nobody up. */
const LONGEST_WAIT = 20;

// Taken now: those who turn a clock by hand in their tests do not turn this.
const { setTimeout: later, clearTimeout: never } = globalThis;

/**
 * The calls of one tick, which share a request, and those that come while two requests are under way: many
 * callers that each wait for their own job make few requests. One that is alone is posted alone.
 */
export class Tick {
  readonly #gateway: Gateway;
  readonly #lanes = new Map<string, Lane>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Sends a job with others; every call has a result or an error of its own. */
  add(draft: Draft, traceparent: string): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      let lane = this.#lanes.get(traceparent);
      if (lane === undefined) {
        lane = { traceparent, calls: [], underWay: 0 };
        this.#lanes.set(traceparent, lane);
      }
      if (lane.calls.push({ draft, resolve, reject }) === 1) {
        this.#atItsEnd(lane);
      }
    });
  }

  /** At the end of this tick sends the calls of a lane, or lets them wait. */
  #atItsEnd(lane: Lane): void {
    void Promise.resolve().then(() => {
      if (lane.calls.length > 0 && lane.underWay < AT_ONCE) {
        void this.#send(lane);
      } else if (lane.calls.length > 0) {
        lane.timer ??= later(() => void this.#send(lane), LONGEST_WAIT);
      }
    });
  }

  async #send(lane: Lane): Promise<void> {
    never(lane.timer);
    delete lane.timer;
    const calls = lane.calls;
    lane.calls = [];
    lane.underWay++;
    const [first, ...others] = calls;
    if (first !== undefined && others.length === 0) {
      await postOne(this.#gateway, first.draft, lane.traceparent).then(first.resolve, first.reject);
    } else {
      await this.#together(calls, lane.traceparent);
    }
    lane.underWay--;
    if (lane.calls.length > 0) {
      this.#atItsEnd(lane);
    } else if (lane.underWay === 0) {
      this.#lanes.delete(lane.traceparent);
    }
  }

  async #together(calls: readonly Call[], traceparent: string): Promise<void> {
    const drafts = calls.map((call) => call.draft)[Symbol.iterator]();
    const source: Source = { next: () => drafts.next() };
    try {
      for await (const outcome of new Transfer(this.#gateway, source, traceparent).outcomes()) {
        const call = calls[outcome.index]!;
        if ("receipt" in outcome) {
          call.resolve(outcome.receipt);
        } else {
          call.reject(outcome.error);
        }
      }
    } catch (e) {
      // Those that were not even sent; of the others each has its own.
      calls.forEach((call) => call.reject(e));
    }
  }
}
