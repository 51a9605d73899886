import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { randomBytes, randomInt } from "node:crypto";
import { join } from "node:path";

type Variables = Record<string, string | undefined>;

/** Where Next.js looks for variables in development, the first to say one counts. */
const FILES = [".env.development.local", ".env.local", ".env.development", ".env"];

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_LENGTH = 40;
const SIGNING_BYTES = 32;

/** The variables of the process, and of the `.env` files of a folder as `next dev` reads them. */
export function variablesOf(folder: string, own: Variables): Variables {
  const variables: Variables = {};
  for (const name of [...FILES].reverse()) {
    const file = join(folder, name);
    Object.assign(variables, existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {});
  }
  return { ...variables, ...own };
}

/** The variables that a `.env` file sets, one a line. */
export function parseEnv(text: string): Variables {
  const variables: Variables = {};
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const found = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (found !== null) {
      const [, name, value] = found;
      const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value!);
      variables[name!] = quoted === null ? value!.replace(/\s+#.*$/, "") : quoted[2]!;
    }
  }
  return variables;
}

/** An API key that nobody has yet. @param client of `a-z 0-9 -` */
export function newKey(client: string): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `tp_${client}_${random.join("")}`;
}

/** A secret to sign with that nobody has yet. */
export function newSecret(): string {
  return `whsec_${randomBytes(SIGNING_BYTES).toString("base64")}`;
}

/**
 * What a folder's `.towpath` keeps under a name, made at the first start. `./towpath dev` keeps the same
 * under the same names.
 */
export function kept(folder: string, name: string, make: () => string): string {
  const file = join(folder, ".towpath", name);
  if (!existsSync(file)) {
    keep(folder, name, `${make()}\n`);
  }
  return readFileSync(file, "utf8").trim();
}

/** Writes a file of a folder's `.towpath`, which only its owner may read, where the system knows owners. */
export function keep(folder: string, name: string, text: string): void {
  const root = join(folder, ".towpath");
  mkdirSync(root, { recursive: true });
  const ignore = join(root, ".gitignore");
  if (!existsSync(ignore)) {
    writeFileSync(ignore, "*\n");
  }
  const file = join(root, name);
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
}
