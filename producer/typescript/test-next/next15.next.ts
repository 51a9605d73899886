import { after } from "node:test";
import { Installation } from "./nextSite.js";
import { revalidation } from "./revalidation.js";
import { routes } from "./routes.js";

const installation = await Installation.make("15");
after(() => installation[Symbol.asyncDispose]());

routes(installation, "middleware.ts");
// There another process was seen to go on with what it had kept: see docs/nextjs.md.
revalidation(installation, false);
