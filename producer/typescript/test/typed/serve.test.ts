import assert from "node:assert/strict";
import { test } from "node:test";
import { serve, type JobContext, type StandardSchema } from "../../src/next.js";

declare module "../../src/jobs.js" {
  interface Jobs {
    "test.typed": { id: number; title: string };
  }
}

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const is = <_ extends true>() => {};

declare const schema: StandardSchema<{ when: Date }>;

// What TypeScript thinks of these is the test; they are never called.
function ofHandlers() {
  serve({
    "test.typed": async (data, ctx) => {
      is<Same<typeof data, { id: number; title: string }>>();
      is<Same<typeof ctx, JobContext>>();
      ctx.emit("test.typed", { id: 1, title: "" });
      ctx.emit("another.type", "anything");
      // @ts-expect-error the title is missing
      ctx.emit("test.typed", { id: 1 });
    },
    "test.unknown": async (data) => is<Same<typeof data, unknown>>(),
    "test.said": async (data: { to: string }, ctx) => (data.to === "" ? ctx.dead("no recipient") : undefined),
  });
  serve(
    { "test.schema": (data) => is<Same<typeof data, { when: Date }>>() },
    { schemas: { "test.schema": schema } },
  );
  // @ts-expect-error a handler says nothing, or an outcome
  serve({ "test.typed": async () => 42 });
  // @ts-expect-error of a type that the site knows the data is known
  serve({ "test.typed": async (data: { id: string }) => void data });
}

/** What the route types that Next.js generates ask of `POST`. */
function ofRoutes() {
  const POST = serve({});
  const alone: (request: Request) => Promise<Response> = POST;
  const withContext: (request: Request, context: { params: Promise<{}> }) => Promise<Response> = POST;
  return [alone, withContext];
}

test("handlers and routes have the types that a site needs", () => {
  assert.equal(typeof ofHandlers, "function");
  assert.equal(typeof ofRoutes, "function");
});
