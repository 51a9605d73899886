import { revalidatePath, revalidateTag } from "next/cache";
import { revalidate, serve } from "towpath/next";

const calls = [];

const counting = {
  revalidateTag(tag, profile) {
    calls.push(tag);
    revalidateTag(tag, profile);
  },
  revalidatePath,
};

export const POST = serve({
  "cache.revalidate": revalidate({ revalidateTag, revalidatePath }, { confirmWithin: "2s" }),
  "cache.gathered": revalidate(counting, { confirmWithin: "2s", gather: 200 }),
  // Said behind the first word of the answer, a call is forgotten by Next.js, without a word.
  "cache.late": async (data, ctx) => {
    ctx.progress(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return revalidate({ revalidateTag, revalidatePath }, { confirmWithin: "1s" })(data, ctx);
  },
});

/** What was called, for the test. */
export function GET() {
  return Response.json(calls);
}
