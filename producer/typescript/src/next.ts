/**
 * The routes of a Next.js site that do jobs: `serve` for the App Router, `servePages` for the Pages Router.
 */
export * from "./jobs.js";
export { serve, type ServeOptions } from "./serve/serve.js";
export { servePages, type PagesRequest, type PagesResponse } from "./serve/pages.js";
export { watch, watchPages } from "./serve/watch.js";
export type { WatchOptions } from "./watch/watch.js";
export { JobDead, RetryAfter, type Outcome } from "./serve/outcome.js";
export type { Wrap } from "./serve/attempt.js";
export type { Clock } from "./serve/clock.js";
export type { JobContext } from "./serve/context.js";
export type { Handler, Handlers, Schemas } from "./serve/handlers.js";
export type { ProblemCode } from "./serve/problem.js";
export type { StandardSchema } from "./serve/schema.js";
export type { Span } from "./serve/span.js";
export type { DataOf, JobType } from "./serve/typed.js";
export { revalidate, type RevalidateOptions } from "./revalidate/revalidate.js";
export type { RevalidateData } from "./revalidate/order.js";
export type { NextCache } from "./revalidate/round.js";
