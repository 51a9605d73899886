import { setTimeout as pause } from "node:timers/promises";
import * as client from "towpath";
import { revalidatePath, revalidateTag } from "next/cache";
import { revalidate, serve, watch } from "towpath/next";
import { handlersOf } from "../../../jobs/handlers.ts";
import { smtp } from "../../../mail/mailer.ts";
import { site } from "../../../store/site.ts";

const reach = { site, client, mailer: smtp, pause: (millis: number) => pause(millis) };

/** Workers post jobs here. */
export const POST = serve({
  ...handlersOf(reach),
  // Done when this site's cache is seen to have applied it. Nobody may have visited an article yet.
  "article.revalidate": revalidate({ revalidateTag, revalidatePath }, { unused: "done" }),
});

/** Browsers watch their jobs here. */
export const GET = watch();
