import { keyOf, type Key } from "./key.js";
import { Refused } from "./problem.js";

/** The variable with the secret that requests are signed with. */
export const SECRET = "TOWPATH_SIGNING_SECRET";

/** The variable with the secret before that one, while it is changed. */
export const OLD_SECRET = "TOWPATH_OLD_SIGNING_SECRET";

/** The secrets of a site, each `whsec_` and base64. What is absent comes from the environment. */
export interface SecretOptions {
  /** What requests are signed with. Default: the variable `TOWPATH_SIGNING_SECRET`. */
  secret?: string | undefined;
  /** What they were signed with before, while it is changed. Default: the variable `TOWPATH_OLD_SIGNING_SECRET`. */
  oldSecret?: string | undefined;
}

/**
 * What gives a site's keys, the present one first. It reads the environment at the first call, not when it is
 * made: Next.js runs a route's module while it builds, where no secret is.
 *
 * @throws Refused by the returned function when there is no secret, or one is not of the form. It looks again
 *     at the next call
 */
export function lazyKeys(options: SecretOptions): () => Promise<Key[]> {
  let known: Key[] | undefined;
  return async () => (known ??= await read(options));
}

async function read(options: SecretOptions): Promise<Key[]> {
  const secret = options.secret ?? variable(SECRET);
  if (!secret) {
    throw new Refused(
      "secret-missing",
      `Neither the variable ${SECRET} nor the option secret is there, so nothing can be checked and ` +
        "nothing was run. Set it to the secret of this target in towpath.yaml, and start the site anew.",
    );
  }
  const oldSecret = options.oldSecret ?? variable(OLD_SECRET);
  const keys = [await key(secret, SECRET)];
  if (oldSecret) {
    keys.push(await key(oldSecret, OLD_SECRET));
  }
  return keys;
}

async function key(secret: string, name: string): Promise<Key> {
  const key = await keyOf(secret);
  if (key === undefined) {
    throw new Refused(
      "secret-invalid",
      `What ${name}, or the option for it, holds is no secret: expected whsec_ and the base64 of at least ` +
        "16 bytes. Nothing was run.",
    );
  }
  return key;
}

/** A variable of the environment; undefined where there is none, as in some edge runtimes. */
export function variable(name: string): string | undefined {
  const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return host.process?.env?.[name];
}
