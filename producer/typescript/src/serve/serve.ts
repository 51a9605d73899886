import type { Wrap } from "./attempt.js";
import { systemClock, type Clock } from "./clock.js";
import type { Handlers, HandlersFor, Schemas } from "./handlers.js";
import { Refused } from "./problem.js";
import { answer, type Incoming, type Route } from "./route.js";
import { lazyKeys, type SecretOptions } from "./secrets.js";

/** How a route serves jobs. */
export interface ServeOptions<S extends Schemas = {}> extends SecretOptions {
  /** What goes around every handler. */
  wrap?: Wrap;
  /** Schemas by job type (Standard Schema). Data that is not as they say makes the job a dead letter. */
  schemas?: S;
  /** For tests. */
  clock?: Clock;
}

/**
 * A route handler that does jobs: what Towpath's workers post to. In `app/api/towpath/route.ts`:
 *
 * ```ts
 * import { serve } from "towpath/next";
 *
 * export const POST = serve({
 *   "article.publish": async (data, ctx) => {
 *     await publish(data);
 *   },
 * });
 * ```
 *
 * Nothing is read from the environment, and nothing thrown, before the first request. The function that is
 * returned never throws either: what is wrong is a problem document (RFC 9457), what a handler throws fails
 * its attempt.
 *
 * Long work says how far it got, and stops while there is time to say so:
 *
 * ```ts
 * "site.rebuild": async (data, ctx) => {
 *   for await (const page of pagesAfter(ctx.cursor)) {
 *     await rebuild(page, ctx.signal);
 *     await ctx.checkpoint(page.id);
 *     if (ctx.timeLeft() < 5000) return ctx.continue();
 *   }
 * }
 * ```
 */
export function serve<S extends Schemas = {}>(
  handlers: HandlersFor<NoInfer<S>>,
  options: ServeOptions<S> = {},
): (request: Request, ...rest: unknown[]) => Promise<Response> {
  const route = routeOf(handlers, options);
  return (request) => answer(route, incomingOf(request));
}

/** The route that handlers and options are. */
export function routeOf<S extends Schemas>(handlers: Handlers<S>, options: ServeOptions<S>): Route {
  return {
    handlers,
    schemas: options.schemas,
    wrap: options.wrap,
    keys: lazyKeys(options),
    clock: options.clock ?? systemClock,
  };
}

function incomingOf(request: Request): Incoming {
  return {
    method: request.method,
    header: (name) => request.headers.get(name),
    hungUp: request.signal,
    async body() {
      if (request.bodyUsed) {
        throw new Refused(
          "body-parsed",
          "Something read the request's body before serve() did, so its signature cannot be checked and " +
            "nothing was run. Give serve() the request as it came.",
        );
      }
      try {
        return new Uint8Array(await request.arrayBuffer());
      } catch {
        throw new Refused(
          "body-cut",
          "The body broke off while it came. Nothing was run; sending it again is safe.",
        );
      }
    },
  };
}
