import { context, ROOT_CONTEXT, trace, type Context, type ContextManager } from "@opentelemetry/api";
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { after, afterEach, before, test } from "node:test";
import { createClient } from "../src/index.js";
import { PlayedGateway } from "./playedGateway.js";

/** The context of OpenTelemetry along asynchronous calls, as its SDK for Node has it. */
class Contexts implements ContextManager {
  #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    one: Context,
    run: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(one, () => run.apply(self, args));
  }

  bind<T>(_: Context, target: T): T {
    return target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    return this;
  }
}

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const API = Symbol.for("opentelemetry.js.api.1");
let gateway: PlayedGateway;

before(async () => {
  gateway = await PlayedGateway.start();
});
after(() => gateway.stop());
afterEach(() => {
  context.disable();
  gateway.requests.length = 0;
});

function client() {
  return createClient({ url: gateway.url, key: "tp_cms_secret" });
}

/** Runs something within a span. */
function within<T>(spanId: string, run: () => T): T {
  const span = trace.wrapSpanContext({ traceId: TRACE, spanId, traceFlags: 1 });
  return context.with(trace.setSpan(context.active(), span), run);
}

function traces() {
  return gateway.requests.map((one) => one.headers["traceparent"]);
}

test("a job belongs to the span that is active where it is enqueued", async () => {
  context.setGlobalContextManager(new Contexts());
  const { enqueue, enqueueMany } = client();
  await within("b7ad6b7169203331", () => enqueue("t", 1));
  await within("b7ad6b7169203332", async () => enqueueMany([{ type: "t" }]));
  await enqueue("t", 1);
  assert.deepEqual(traces(), [
    `00-${TRACE}-b7ad6b7169203331-01`,
    `00-${TRACE}-b7ad6b7169203332-01`,
    undefined,
  ]);
});

test("calls of one tick keep the span of each", async () => {
  context.setGlobalContextManager(new Contexts());
  const { enqueue } = client();
  await Promise.all(
    ["b7ad6b7169203331", "b7ad6b7169203332"].map((span) => within(span, () => enqueue("t", 1))),
  );
  assert.deepEqual(traces().sort(), [`00-${TRACE}-b7ad6b7169203331-01`, `00-${TRACE}-b7ad6b7169203332-01`]);
});

test("a trace that is said goes before the active one, and an empty one is none", async () => {
  context.setGlobalContextManager(new Contexts());
  const said = `00-${TRACE}-00000000000000aa-00`;
  await within("b7ad6b7169203331", () => client().enqueue("t", 1, { traceparent: said }));
  await within("b7ad6b7169203331", () => client().enqueue("t", 1, { traceparent: "" }));
  assert.deepEqual(traces(), [said, undefined]);
});

test("no tracing and tracing that is broken are no reason to refuse a job", async () => {
  const globals = globalThis as { [API]?: unknown };
  const real = globals[API];
  try {
    for (const broken of [undefined, {}, { context: { active: () => null } }, { context: {} }]) {
      globals[API] = broken;
      await client().enqueue("t", 1);
    }
  } finally {
    globals[API] = real;
  }
  assert.deepEqual(traces(), [undefined, undefined, undefined, undefined]);
});
