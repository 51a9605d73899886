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

/**
 * The calls of one tick, which share a request. A request has one trace, so calls of different traces do not
 * share; one that is alone is posted alone.
 */
export class Tick {
  readonly #gateway: Gateway;
  #calls = new Map<string, Call[]>();

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** Sends a job with the others of this tick; every call has a result or an error of its own. */
  add(draft: Draft, traceparent: string): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.#calls.size === 0) {
        // A promise and no timer: those who turn a clock by hand in their tests do not turn this.
        void Promise.resolve().then(() => this.#send());
      }
      const calls = this.#calls.get(traceparent) ?? [];
      calls.push({ draft, resolve, reject });
      this.#calls.set(traceparent, calls);
    });
  }

  #send(): void {
    const all = this.#calls;
    this.#calls = new Map();
    for (const [traceparent, calls] of all) {
      const [first, ...others] = calls;
      if (first !== undefined && others.length === 0) {
        postOne(this.#gateway, first.draft, traceparent).then(first.resolve, first.reject);
      } else {
        void this.#together(calls, traceparent);
      }
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
