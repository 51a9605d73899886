import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";

/**
 * A mail server that sends nothing on: it prints who got what, and keeps each mail in a file. The same
 * Message-ID again is the same file, as in a mailbox that shows it once.
 *
 * @param {string} folder where mails are kept
 * @param {number} [port] of 127.0.0.1; any free one unless said
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function openMailbox(folder, port = 0) {
  await mkdir(folder, { recursive: true });
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, callback) {
      keep(stream, folder).then((subject) => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(", ");
        console.log(`mail to ${to}: ${subject}`);
        callback();
      }, callback);
    },
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const { port: bound } = /** @type {import("node:net").AddressInfo} */ (server.server.address());
  return {
    url: `smtp://127.0.0.1:${bound}`,
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}

/** @returns {Promise<string>} the mail's subject */
async function keep(stream, folder) {
  let text = "";
  for await (const piece of stream.setEncoding("utf8")) {
    text += piece;
  }
  const id = /^message-id: *<([^>@]+)/im.exec(text)?.[1]?.replace(/[^\w-]/g, "-") ?? `no-id-${Date.now()}`;
  const fresh = join(folder, `${id}.${process.hrtime.bigint()}.new`);
  await writeFile(fresh, text);
  await rename(fresh, join(folder, `${id}.eml`));
  return /^subject: *(.*)$/im.exec(text)?.[1]?.trim() ?? "no subject";
}
