import type { JobContext, RunningAttempt } from "./context.js";
import type { Delivery } from "./delivery.js";
import type { AnyHandlers, Handler, Schemas } from "./handlers.js";
import { failed, reasonOf, verdictIn, type Verdict } from "./outcome.js";
import { validate } from "./schema.js";

/**
 * What goes around every handler: error reports, a database's context, a trace. It must call `run` once, and
 * may await it; the handler's outcome counts, whatever this one returns.
 */
export type Wrap = (run: () => Promise<void>, ctx: JobContext) => Promise<void>;

/** Which code does which job, and what goes around it. */
export interface Work {
  handlers: AnyHandlers;
  schemas?: Schemas | undefined;
  wrap?: Wrap | undefined;
}

/** How an attempt ended. */
export interface Ending {
  verdict: Verdict;
  /** Whether the handler threw what is no outcome. */
  threw: boolean;
}

/** Makes an attempt: finds the handler, checks the data, runs the handler. It never throws. */
export async function makeAttempt(work: Work, delivery: Delivery, attempt: RunningAttempt): Promise<Ending> {
  try {
    return await tryAttempt(work, delivery, attempt);
  } catch (thrown) {
    return said(verdictIn(thrown)) ?? { verdict: failed(thrown), threw: true };
  } finally {
    attempt.end();
  }
}

async function tryAttempt(work: Work, delivery: Delivery, attempt: RunningAttempt): Promise<Ending> {
  const { type } = delivery;
  const handler = handlerOf(work.handlers, type);
  if (handler === undefined) {
    return { verdict: { outcome: "hold", reason: noHandler(work.handlers, type) }, threw: false };
  }
  let data = delivery.data;
  if (work.schemas !== undefined && Object.hasOwn(work.schemas, type)) {
    const validated = await validate(work.schemas[type]!, data);
    if ("wrong" in validated) {
      const reason = reasonOf(`the data is not what the schema of ${type} says: ${validated.wrong}`);
      return { verdict: { outcome: "dead", reason }, threw: false };
    }
    data = validated.value;
  }
  const returned = await wrapped(work.wrap, attempt.ctx, async () => handler(data, attempt.ctx));
  const refused = refusal(returned);
  if (refused !== undefined) {
    return { verdict: { outcome: "retry", reason: refused }, threw: false };
  }
  return said(verdictIn(returned)) ?? { verdict: done(attempt), threw: false };
}

/**
 * Runs a handler inside its wrap. What the wrap swallows or returns changes nothing of what the handler said.
 */
async function wrapped(
  wrap: Wrap | undefined,
  ctx: JobContext,
  handle: () => Promise<unknown>,
): Promise<unknown> {
  if (wrap === undefined) {
    return handle();
  }
  let handled: Promise<unknown> | undefined;
  await wrap(async () => {
    if (handled !== undefined) {
      throw new Error(`job ${ctx.id}: wrap called run twice; a handler runs once an attempt`);
    }
    handled = handle();
    // If the wrap fails in the meantime, nobody else waits for the handler.
    handled.catch(() => {});
    await handled;
  }, ctx);
  if (handled === undefined) {
    throw new Error(`job ${ctx.id}: wrap did not call run, so the handler did not run`);
  }
  return handled;
}

function handlerOf(handlers: AnyHandlers, type: string): Handler<unknown> | undefined {
  return Object.hasOwn(handlers, type) ? handlers[type] : undefined;
}

function noHandler(handlers: AnyHandlers, type: string): string {
  const known = Object.keys(handlers).sort().join(", ");
  return reasonOf(`this route has no handler for ${type}; it has ${known === "" ? "none at all" : known}`);
}

/** A route's habit in a handler: a Response that says that it failed must not become a job that is done. */
function refusal(returned: unknown): string | undefined {
  return typeof Response === "function" && returned instanceof Response && !returned.ok
    ? `the handler returned a Response with status ${returned.status}; expected nothing, or an outcome of ctx`
    : undefined;
}

function said(verdict: Verdict | undefined): Ending | undefined {
  return verdict && { verdict, threw: false };
}

function done(attempt: RunningAttempt): Verdict {
  return attempt.emitted.length === 0 ? { outcome: "done" } : { outcome: "done", emit: [...attempt.emitted] };
}
