import type { Jobs } from "../jobs.js";
import type { JobContext } from "./context.js";
import type { Outcome } from "./outcome.js";
import type { InferOutput, StandardSchema } from "./schema.js";

/** Schemas by job type; what a handler gets went through its type's. */
export type Schemas = Record<string, StandardSchema>;

/**
 * The code that does a job of one type. It returns nothing when the job is done, or one of the outcomes that
 * `ctx` makes; what it throws fails the attempt.
 */
export type Handler<Data> = {
  // A method, so that a handler may say of unknown data what it expects.
  handle(data: Data, ctx: JobContext): Promise<void | Outcome> | void | Outcome;
}["handle"];

type DataFor<T, S extends Schemas> = T extends keyof S
  ? InferOutput<S[T]>
  : T extends keyof Jobs
    ? Jobs[T]
    : unknown;

/** Handlers by job type. Data is typed by the type's schema, else by {@link Jobs}, else `unknown`. */
export type Handlers<S extends Schemas = {}> = {
  [T in keyof Jobs | keyof S]?: Handler<DataFor<T, S>>;
} & AnyHandlers;

/** Handlers whose types of data were looked at before. */
export type AnyHandlers = { [type: string]: Handler<unknown> | undefined };

/**
 * The handlers of a route with schemas. A conditional type, because the compiler gives a handler's parameters
 * their types only where it resolves the whole before it looks inside.
 */
export type HandlersFor<S extends Schemas> = S extends unknown ? Handlers<S> : never;
