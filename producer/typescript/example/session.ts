import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { cookies } from "next/headers";
import { change, dataFolder } from "./store/files.ts";
import { readerOf } from "./store/readers.ts";

const COOKIE = "reader";
const DAY_SECONDS = 86_400;

/**
 * Who is signed in, by a cookie with a name and its signature. A demo's sign-in: it asks for no password, and
 * keeps only what a browser cannot make up.
 */
export async function signedIn(): Promise<string | undefined> {
  const [name = "", signature = ""] = ((await cookies()).get(COOKIE)?.value ?? "").split(".");
  const expected = Buffer.from(await signatureOf(name));
  const came = Buffer.from(signature);
  return expected.length === came.length && timingSafeEqual(expected, came) ? readerOf(name) : undefined;
}

/** Signs somebody in; nobody where the name is no reader's. */
export async function signIn(name: unknown): Promise<boolean> {
  const reader = readerOf(name);
  if (reader === undefined) {
    return false;
  }
  (await cookies()).set(COOKIE, `${reader}.${await signatureOf(reader)}`, {
    httpOnly: true,
    sameSite: "lax",
    maxAge: 7 * DAY_SECONDS,
    path: "/",
  });
  return true;
}

export async function signOut(): Promise<void> {
  (await cookies()).delete(COOKIE);
}

async function signatureOf(name: string): Promise<string> {
  return createHmac("sha256", await secret()).update(`reader ${name}`).digest("base64url");
}

/** The site's own secret, made at first use. */
async function secret(): Promise<string> {
  const file = join(dataFolder(), "secret");
  // In the store's turn, so that two first requests at once do not make two.
  return change(file, "", (now) => now || randomBytes(32).toString("base64url"));
}
