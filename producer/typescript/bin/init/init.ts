import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fail, optionsOf, type Command } from "../command.js";
import { plan, type Plan } from "./plan.js";
import { readSite } from "./site.js";

/** `towpath init`. */
export const init: Command = {
  usage: `towpath init [--dry-run]

Writes what a Next.js site needs to do jobs: a route, towpath.yaml, and the lines of .env.local. What is there
already stays as it is.
  --dry-run  say what would be written, and write nothing`,

  run(words) {
    const options = optionsOf(words, { "dry-run": { type: "boolean", default: false } });
    const folder = process.cwd();
    const site = readSite(folder);
    if (site === undefined) {
      return fail(1, "TP-5011", "there is no package.json here; run towpath init in the folder of your site");
    }
    const planned = plan(site);
    if (!options["dry-run"]) {
      carryOut(folder, planned);
    }
    const verb = options["dry-run"] ? "would write" : "wrote";
    const lines = [
      ...planned.files.map(({ path }) => `${verb} ${path}`),
      ...planned.appended.map(({ path, names }) => `${verb} ${names.join(", ")} to ${path}`),
      ...planned.kept.map((what) => `left ${what}`),
      ...planned.warnings.map((warning) => `\n${warning}`),
      "\nNext:",
      ...planned.next.map((step, i) => `  ${i + 1}. ${step}`),
    ];
    console.log(lines.join("\n"));
    return 0;
  },
};

function carryOut(folder: string, planned: Plan): void {
  for (const { path, text } of planned.files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    // Whatever came between, nothing is overwritten.
    writeFileSync(file, text, { flag: "wx" });
  }
  for (const { path, text } of planned.appended) {
    const file = join(folder, path);
    const before = existsSync(file) ? readFileSync(file, "utf8") : "";
    appendFileSync(file, before === "" || before.endsWith("\n") ? text : `\n${text}`, { mode: 0o600 });
  }
}
