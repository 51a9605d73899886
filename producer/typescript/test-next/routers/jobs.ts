import type {} from "towpath";
import type { JobContext } from "towpath/next";

declare module "towpath" {
  interface Jobs {
    "article.publish": { id: number; title: string };
  }
}

export async function publish(data: { id: number; title: string }, ctx: JobContext): Promise<void> {
  console.log(`publishing ${data.id}`);
  ctx.progress(0.5, `publishing ${data.title}`);
}
