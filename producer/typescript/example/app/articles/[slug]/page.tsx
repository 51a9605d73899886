import type { Metadata } from "next";
import { connection } from "next/server";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { oneArticle } from "../../../parts/cached.ts";
import { Day } from "../../../parts/day.tsx";
import { Support } from "../../../parts/support.tsx";

type Params = Promise<{ slug: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  await connection();
  return { title: (await oneArticle((await params).slug))?.title ?? "Not found" };
}

export default function Page({ params }: { params: Params }) {
  return (
    <Suspense fallback={<p className="faint">Fetching the article…</p>}>
      <Text params={params} />
    </Suspense>
  );
}

async function Text({ params }: { params: Params }) {
  await connection();
  const article = await oneArticle((await params).slug);
  if (article === undefined) {
    notFound();
  }
  const { title, text, author, publishedAt, version, feature } = article;
  return (
    <article className="text">
      <h1>{title}</h1>
      <p className="faint">
        {author}, <Day at={publishedAt} />
        {version > 1 && `, version ${version}`}
      </p>
      {text.split(/\n\s*\n/).map((paragraph, i) => (
        <p key={i}>{paragraph}</p>
      ))}
      {feature && <Support feature={feature} />}
    </article>
  );
}
