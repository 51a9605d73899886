import { fail, optionsOf, UsageError, type Command } from "../command.js";
import { clientOf } from "./api/keys.js";
import { keep, kept, newKey, newSecret, variablesOf } from "./config/environment.js";
import { isAddress } from "./config/keys.js";
import { ConfigError } from "./config/towpathYaml.js";
import { Emulator, SecretError } from "./emulator.js";
import { logLine } from "./logLine.js";
import { screen, type Facts } from "./screen.js";
import { settingsOf } from "./settingsOf.js";

/** `towpath dev`. */
export const dev: Command = {
  usage: `towpath dev [--port 8780] [--config towpath.yaml] [--site http://localhost:3000/api/towpath]

Runs an emulator of Towpath in Node alone: it takes jobs as the gateway does, posts them to your site as a
worker does, and shows them on a page. All of it is in memory. Ctrl-C stops it.
  --port NUMBER   where it listens on 127.0.0.1; default: gateway.port of the configuration, else 8780
  --config FILE   the configuration, YAML or JSON; default: towpath.yaml or towpath.json, if there is one
  --site ADDRESS  the route of your site that does jobs, in place of the url of every target
TOWPATH_KEY and TOWPATH_SIGNING_SECRET are taken from the environment and from .env.local.`,

  async run(words) {
    const options = optionsOf(words, {
      port: { type: "string" },
      config: { type: "string" },
      site: { type: "string" },
    });
    const port = options.port === undefined ? undefined : Number(options.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      throw new UsageError(`expected a --port from 0 to 65535, got '${options.port}'`);
    }
    if (options.site !== undefined && !isAddress(options.site)) {
      throw new UsageError(
        `expected an address such as http://localhost:3000 as --site, got '${options.site}'`,
      );
    }
    try {
      return await run(process.cwd(), { port, config: options.config, site: options.site });
    } catch (e) {
      if (e instanceof ConfigError || e instanceof SecretError) {
        return fail(1, "TP-5001", e.message);
      }
      throw e;
    }
  },
};

async function run(
  folder: string,
  options: { port: number | undefined; config: string | undefined; site: string | undefined },
): Promise<number> {
  const variables = variablesOf(folder, process.env);
  const { settings, from } = settingsOf(folder, { ...options, variables });
  const key = variables["TOWPATH_KEY"] || kept(folder, "key", () => newKey("dev"));
  if (clientOf(key) === undefined) {
    return fail(
      1,
      "TP-5001",
      "TOWPATH_KEY is no API key: expected tp_<client>_<random>; nothing was started",
    );
  }
  const secret = variables["TOWPATH_SIGNING_SECRET"] || kept(folder, "signing-secret", newSecret);
  const oldSecret = variables["TOWPATH_OLD_SIGNING_SECRET"] ?? "";
  let emulator: Emulator;
  try {
    emulator = await Emulator.start({ settings, key, secret, oldSecret });
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === "EADDRINUSE") {
      return fail(
        1,
        "TP-5005",
        `port ${settings.port} of 127.0.0.1 is taken, by another towpath dev perhaps; nothing was started. ` +
          "Stop what listens there, or choose another with --port, and say it in TOWPATH too",
      );
    }
    throw e;
  }
  const environment = `TOWPATH=${emulator.url}\nTOWPATH_KEY=${key}\nTOWPATH_SIGNING_SECRET=${secret}\n`;
  const missing = (["TOWPATH", "TOWPATH_KEY", "TOWPATH_SIGNING_SECRET"] as const).filter(
    (each) => !variables[each],
  );
  if (missing.length > 0) {
    const head = "# What your site needs to know: copy it to its .env.local.";
    keep(folder, "site.env", `${head}\n${environment}`);
  }
  const facts: Facts = { url: emulator.url, settings, from, missing, towpath: variables["TOWPATH"] ?? "" };
  console.log(screen(facts));
  emulator.onHappening((happening) => {
    const line = logLine(happening);
    if (line !== undefined) {
      console.log(line);
    }
  });
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve).once("SIGTERM", resolve);
  });
  await emulator.close();
  return 0;
}
