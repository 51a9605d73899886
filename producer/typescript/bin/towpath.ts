#!/usr/bin/env node
import { fail, UsageError, type Command } from "./command.js";

/** The commands of the npm package; each is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  types: async () => (await import("./types.js")).types,
  init: async () => (await import("./init/init.js")).init,
  dev: async () => (await import("./dev/dev.js")).dev,
};

const USAGE = `towpath types   writes the TypeScript types of jobs from a folder of Avro schemas
towpath init    writes the route, towpath.yaml and .env.local of a Next.js site
towpath dev     runs an emulator of Towpath, in Node alone
Each takes --help.`;

/** Exit codes: 0 done, 1 not done, 2 not understood. */
async function main(words: readonly string[]): Promise<number> {
  const name = words.find((word) => !word.startsWith("-")) ?? "";
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    if (name === "" && words.includes("--help")) {
      console.log(USAGE);
      return 0;
    }
    const known = Object.keys(COMMANDS).join(", ");
    return fail(2, "TP-5011", `expected one of the commands ${known}, got '${name}'\n${USAGE}`);
  }
  const command = await load();
  const rest = words.filter((_, i) => i !== words.indexOf(name));
  if (rest.includes("--help")) {
    console.log(command.usage);
    return 0;
  }
  try {
    return await command.run(rest);
  } catch (e) {
    if (e instanceof UsageError) {
      const known = Object.keys(COMMANDS).join(", ");
      return fail(2, "TP-5011", `${e.message}\n${command.usage}`);
    }
    throw e;
  }
}

process.exitCode = await main(process.argv.slice(2));
