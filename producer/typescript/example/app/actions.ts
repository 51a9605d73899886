"use server";

import { createHash, randomBytes } from "node:crypto";
import { redirect } from "next/navigation";
import { enqueue, TowpathError } from "towpath";
import type { JobInput, JobType } from "towpath";
import { signedIn, signIn, signOut } from "../session.ts";
import { slugOf } from "../store/articles.ts";
import { readerOf } from "../store/readers.ts";
import { site } from "../store/site.ts";
import "../jobs/types.ts";

/** What a form is told: why nothing came of it, and what was in it. */
export interface Told {
  readonly wrong: string;
  readonly title?: string;
  readonly text?: string;
}

export async function enter(form: FormData): Promise<void> {
  await signIn(form.get("name"));
  const to = String(form.get("to"));
  redirect(/^\/[a-z]*$/.test(to) ? to : "/");
}

export async function leave(): Promise<void> {
  await signOut();
  redirect("/");
}

/** Publishes an article: the job is stored when the next page comes up. */
export async function publish(_: Told | null, form: FormData): Promise<Told> {
  const author = await requireReader("/publish");
  const title = String(form.get("title") ?? "").trim();
  const text = String(form.get("text") ?? "").trim();
  const slug = slugOf(title);
  if (slug === "" || title.length > 120 || text === "" || text.length > 20_000) {
    const wrong =
      "Expected a title of at most 120 characters, with letters of A to Z, and a text of at most 20,000.";
    return { wrong, title, text };
  }
  const version = ((await site().articles.get(slug))?.version ?? 0) + 1;
  const data = { slug, version, title, text, author };
  let job: string;
  try {
    // The same form sent twice is the same job.
    ({ id: job } = await enqueue("article.publish", data, { group: slug, dedupKey: `${slug}-v${version}` }));
  } catch (e) {
    return { wrong: reasonOf(e), title, text };
  }
  await site().jobs.note(author, { id: job, type: "article.publish", data, group: slug, about: title });
  redirect(`/publish?job=${job}&slug=${slug}`);
}

/** Starts an import. */
export async function startImport(_: Told | null, form: FormData): Promise<Told> {
  const by = await requireReader("/import");
  const file = "features.ndjson";
  // The form carries its run, so that sending it twice starts one.
  const run = /^[a-z0-9]{16}$/.exec(String(form.get("run")))?.[0] ?? randomBytes(8).toString("hex");
  const data = { run, file, by };
  try {
    const { id } = await enqueue("article.import", data, { dedupKey: run });
    await site().runs.begin({ id: run, by, file, job: id, startedAt: new Date().toISOString() });
    await site().jobs.note(by, { id, type: "article.import", data, about: `Import of ${file}` });
  } catch (e) {
    return { wrong: reasonOf(e) };
  }
  redirect("/import");
}

/** Runs one of the reader's own jobs again, with its data as it was or mended. */
export async function runAgain(_: Told | null, form: FormData): Promise<Told> {
  const reader = await requireReader("/jobs");
  const id = String(form.get("id"));
  const job = (await site().jobs.of(reader)).find((own) => own.id === id);
  if (job === undefined) {
    return { wrong: "This is none of your jobs." };
  }
  const text = form.get("row");
  // A form's text has CR LF at its line ends.
  const data = (
    text === null ? job.data : { ...(job.data as object), row: String(text).replace(/\r\n/g, "\n").trim() }
  ) as JobInput<JobType>;
  try {
    // Sent twice it is one job; mended differently it is another one.
    const content = createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, 16);
    const dedupKey = `again-${id}-${content}`;
    const again = await enqueue(job.type, data, { dedupKey, group: job.group });
    await site().jobs.note(reader, { ...job, id: again.id, data });
    await site().jobs.ranAgain(reader, id, again.id);
  } catch (e) {
    return { wrong: reasonOf(e) };
  }
  redirect("/jobs");
}

async function requireReader(to: string): Promise<string> {
  return readerOf(await signedIn()) ?? redirect(`/sign-in?to=${to}`);
}

/** What people are told of a job that was not taken. */
function reasonOf(e: unknown): string {
  if (!(e instanceof TowpathError)) {
    throw e;
  }
  console.error(e.code, e.message);
  if (e.code === "TP-1010") {
    return "Another text under this title is being published just now. Look at it, then publish yours anew.";
  }
  return e.retryable
    ? `It could not be taken just now (${e.code}). Send it again: nothing happens twice.`
    : `It was not taken (${e.code}).`;
}
