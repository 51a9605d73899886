import { newKey, newSecret } from "../dev/config/environment.js";
import type { Site } from "./site.js";
import { CONFIG, CONFIG_FILE, routeText, TYPE } from "./templates.js";

/** What is written, what stays, and what is said. */
export interface Plan {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly appended: readonly {
    readonly path: string;
    readonly names: readonly string[];
    readonly text: string;
  }[];
  readonly kept: readonly string[];
  readonly warnings: readonly string[];
  readonly next: readonly string[];
}

const ENVIRONMENT = ".env.local";
const ENDINGS = ["ts", "js", "tsx", "jsx", "mjs"];

/** What a site needs that it does not have. */
export function plan(site: Site): Plan {
  const stem = site.router === "app" ? `${site.routes}/api/towpath/route` : `${site.routes}/api/towpath`;
  const route = ENDINGS.map((ending) => `${stem}.${ending}`).find(site.exists);
  const config = [CONFIG_FILE, "towpath.json"].find(site.exists);
  const files = [
    ...(route === undefined
      ? [{ path: `${stem}.${site.typescript ? "ts" : "js"}`, text: routeText(site.router, site.typescript) }]
      : []),
    ...(config === undefined ? [{ path: CONFIG_FILE, text: CONFIG }] : []),
  ];
  const variables = {
    TOWPATH: "http://127.0.0.1:8780",
    TOWPATH_KEY: site.key || newKey("dev"),
    TOWPATH_SIGNING_SECRET: site.secret || newSecret(),
  };
  const missing = Object.entries(variables).filter(([name]) => !site.variables.has(name));
  const names = missing.map(([name]) => name);
  const there = Object.keys(variables).filter((name) => site.variables.has(name));
  const text = missing.map(([name, value]) => `${name}=${value}\n`).join("");
  return {
    files,
    appended: missing.length === 0 ? [] : [{ path: ENVIRONMENT, names, text }],
    kept: [
      ...[route, config].flatMap((path) => (path === undefined ? [] : [`${path}, which was there`])),
      ...(there.length === 0 ? [] : [`${there.join(", ")} in ${ENVIRONMENT}, which was there`]),
    ],
    warnings: warnings(site),
    next: [
      ...(site.installed ? [] : ["npm install towpath"]),
      "npx towpath dev, in one terminal",
      "npm run dev, in another",
      `in a route of yours: import { enqueue } from "towpath"; await enqueue("${TYPE}", { name: "world" });`,
      "see http://127.0.0.1:8780/",
    ],
  };
}

function warnings(site: Site): string[] {
  return [
    ...(site.ignored
      ? []
      : [`${ENVIRONMENT} holds secrets, and .gitignore does not name it: add .env*.local there`]),
    ...(site.proxy === ""
      ? []
      : [
          `${site.proxy} sees every request first: let /api/towpath pass, signed in or not; the route ` +
            "checks signatures itself",
        ]),
  ];
}
