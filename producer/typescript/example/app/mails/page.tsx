import type { Metadata } from "next";
import { join } from "node:path";
import { connection } from "next/server";
import { Suspense } from "react";
import { mailsIn } from "../../mail/kept.ts";
import { dataFolder } from "../../store/files.ts";

export const metadata: Metadata = { title: "Mails" };

export default function Page() {
  return (
    <section className="text">
      <h1>Mails</h1>
      <p>
        What the site sent. It went by SMTP to a server on this machine that keeps it, and no further. Each
        reader gets one digest a day: publish twice, and the dedup key makes one mail of it.
      </p>
      <Suspense fallback={<p className="faint">Opening the mailbox…</p>}>
        <Kept />
      </Suspense>
    </section>
  );
}

async function Kept() {
  await connection();
  const mails = await mailsIn(join(dataFolder(), "mails"));
  if (mails.length === 0) {
    return <p className="faint">No mail yet. Publish an article.</p>;
  }
  return (
    <ul className="jobs">
      {mails.map(({ id, to, subject, date, text }) => (
        <li key={id} className="panel mail">
          <h2>{subject}</h2>
          <p className="faint">
            to {to}, {date}
          </p>
          <pre>{text.trim()}</pre>
        </li>
      ))}
    </ul>
  );
}
