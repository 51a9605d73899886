import { after } from "node:test";
import { Installation } from "./nextSite.js";
import { revalidation, revalidationOfComponents } from "./revalidation.js";
import { routes } from "./routes.js";

const installation = await Installation.make("16");
after(() => installation[Symbol.asyncDispose]());

routes(installation, "proxy.ts");
revalidation(installation, true);
revalidationOfComponents(installation);
