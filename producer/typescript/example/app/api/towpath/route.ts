import { setTimeout as pause } from "node:timers/promises";
import * as client from "towpath";
import { serve, watch } from "towpath/next";
import { handlersOf } from "../../../jobs/handlers.ts";
import { smtp } from "../../../mail/mailer.ts";
import { revalidate } from "../../../revalidation.ts";
import { site } from "../../../store/site.ts";

const reach = { site, client, mailer: smtp, revalidate, pause: (millis: number) => pause(millis) };

/** Workers post jobs here. */
export const POST = serve(handlersOf(reach));

/** Browsers watch their jobs here. */
export const GET = watch();
