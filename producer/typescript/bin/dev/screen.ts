import type { Settings } from "./config/settings.js";

/** What the screen at the start tells. */
export interface Facts {
  readonly url: string;
  readonly settings: Settings;
  /** The file that the settings come from, empty for none. */
  readonly from: string;
  /** Variables that neither the environment nor a `.env` file sets. */
  readonly missing: readonly string[];
  /** The variable TOWPATH, empty when it is not set. */
  readonly towpath: string;
}

/** What `towpath dev` prints when it has started. */
export function screen(facts: Facts): string {
  const { url, settings, from } = facts;
  const sites = [...settings.targets].map(([name, target]) => `${name} ${target.url || "has no url"}`);
  const rows = [
    ["gateway", url],
    ["page", `${url}/`],
    ["site", sites.join(", ") || "none"],
    ["types", typesText(settings, from)],
    ["Ctrl-C", "stops it; jobs are in memory alone, and are gone then"],
  ];
  const lines = rows.map(([name, text]) => `  ${name!.padEnd(9)}${text}`);
  return [
    "Towpath dev, the emulator in Node",
    "",
    ...lines,
    ...notes(facts).map((note) => `\n${note}`),
    "",
  ].join("\n");
}

function typesText(settings: Settings, from: string): string {
  if (from === "") {
    return "any: there is no towpath.yaml here (towpath init writes one)";
  }
  const names = [...settings.types.keys(), ...(settings.others === undefined ? [] : ["any other"])];
  return `${names.join(", ") || "none"} (${from})`;
}

function notes({ url, settings, missing, towpath }: Facts): string[] {
  const notes: string[] = [];
  const types = [...settings.types];
  const nobodys = types.filter(([, type]) => !settings.targets.get(type.target)?.url).map(([name]) => name);
  if (nobodys.length > 0) {
    notes.push(`Nobody does ${nobodys.join(", ")} here: no target with a url. Such jobs are held.`);
  }
  const avro = types.filter(([, type]) => type.payload === "avro").map(([name]) => name);
  if (avro.length > 0) {
    notes.push(`Payloads of ${avro.join(", ")} are not checked against their schemas here.`);
  }
  if (missing.length > 0) {
    const names = missing.join(", ");
    notes.push(`Your site does not know ${names}: copy the lines of .towpath/site.env to its .env.local.`);
  } else if (URL.canParse(towpath) && new URL(towpath).port !== new URL(url).port) {
    notes.push(`TOWPATH is ${towpath}, so your site asks there, not here.`);
  }
  return notes;
}
