import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DEFAULTS, type Settings } from "./config/settings.js";
import { ConfigError, readConfig } from "./config/towpathYaml.js";

const FILES = ["towpath.yaml", "towpath.json"];

/** What the command line and the environment say. */
export interface Said {
  readonly port: number | undefined;
  readonly config: string | undefined;
  readonly site: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * What an emulator in a folder goes by, and the file that it comes from, empty for none.
 *
 * @throws ConfigError
 */
export function settingsOf(folder: string, said: Said): { settings: Settings; from: string } {
  const from = said.config ?? FILES.find((name) => existsSync(resolve(folder, name))) ?? "";
  const file = from === "" ? DEFAULTS : readConfig(from, contents(folder, from), said.variables);
  const { port = file.port, site } = said;
  const targets = new Map(
    [...file.targets].map(([name, target]) => [name, site === undefined ? target : { ...target, url: site }]),
  );
  return { settings: { ...file, port, targets }, from };
}

function contents(folder: string, name: string): string {
  try {
    return readFileSync(resolve(folder, name), "utf8");
  } catch (e) {
    throw new ConfigError(`${name} cannot be read: ${(e as Error).message}; nothing was started`);
  }
}
