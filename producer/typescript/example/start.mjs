// The site as it runs in production, and beside it a mail server that keeps what the site sends. Arguments go
// to `next start`; `--end-with-stdin`, before them, is for a parent that decides alone when the site ends.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openMailbox } from "./mail/mailbox.mjs";

process.chdir(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);

if (args[0] === "--end-with-stdin") {
  args.shift();
  // Next.js would end at Ctrl-C, which reaches all processes of a terminal, while jobs still run.
  process.env.NEXT_MANUAL_SIG_HANDLE = "true";
  process.on("SIGINT", () => {});
  process.stdin.on("end", () => process.exit(0)).resume();
}

if (process.env.SMTP_URL === undefined) {
  const mailbox = await openMailbox(join(process.env.SITE_DATA ?? "data", "mails"));
  process.env.SMTP_URL = mailbox.url;
}

// In this process, so that there is one to start and to end.
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
process.argv = [process.argv[0], next, "start", ...args];
await import(next);
