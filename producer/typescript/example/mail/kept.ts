import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { read } from "../store/files.ts";

/** A mail as the local mail server kept it. */
export interface KeptMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly date: string;
  readonly text: string;
}

/** The mails in a folder, the newest first. */
export async function mailsIn(folder: string): Promise<KeptMail[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  const kept = files.filter((file) => file.endsWith(".eml"));
  const mails = await Promise.all(
    kept.map(async (file) => mailOf(file.slice(0, -4), (await read(join(folder, file))) ?? "")),
  );
  return mails.sort((a, b) => Date.parse(b.date) - Date.parse(a.date) || a.id.localeCompare(b.id));
}

function mailOf(id: string, source: string): KeptMail {
  const end = source.search(/\r?\n\r?\n/);
  // A header that goes on in the next line has a space before it there.
  const head = source.slice(0, end).replace(/\r?\n[ \t]+/g, " ");
  const header = (name: string) => new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
  return {
    id,
    to: header("to"),
    subject: header("subject"),
    date: header("date"),
    text: decoded(source.slice(end).trimStart(), header("content-transfer-encoding").toLowerCase()),
  };
}

/** RFC 2045, as far as a mail of plain text needs it. */
function decoded(body: string, encoding: string): string {
  if (encoding === "base64") {
    return Buffer.from(body, "base64").toString("utf8");
  }
  if (encoding !== "quoted-printable") {
    return body;
  }
  const bytes = body
    .replace(/=\r?\n/g, "")
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
