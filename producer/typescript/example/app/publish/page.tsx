import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { readToken } from "towpath";
import { JobProgress } from "../../parts/jobProgress.tsx";
import { PublishForm } from "../../parts/publishForm.tsx";
import { signedIn } from "../../session.ts";
import { slugOf } from "../../store/articles.ts";
import { site } from "../../store/site.ts";

type Query = Promise<{ job?: string | string[]; slug?: string | string[] }>;

export const metadata: Metadata = { title: "Publish" };

export default function Page({ searchParams }: { searchParams: Query }) {
  return (
    <section className="text">
      <h1>Publish an article</h1>
      <p>
        One job stores it. From it come others: the search index, the pages that show it, and a mail to each
        reader, one a day.
      </p>
      <Suspense>
        <Published query={searchParams} />
      </Suspense>
      <PublishForm />
    </section>
  );
}

/** The job of the form that was just sent. */
async function Published({ query }: { query: Query }) {
  const { job, slug } = await query;
  const reader = await signedIn();
  if (reader === undefined || typeof job !== "string" || typeof slug !== "string") {
    return null;
  }
  // A token is for who may see the job: the one whose job it is.
  const own = (await site().jobs.of(reader)).find(({ id }) => id === job);
  return own === undefined ? null : (
    <div className="panel">
      <JobProgress id={job} token={await readToken(job)} label={`“${own.about}”`} />
      <p>
        <Link href={`/articles/${slugOf(slug)}`} prefetch={false}>
          Read the article
        </Link>
      </p>
    </div>
  );
}
