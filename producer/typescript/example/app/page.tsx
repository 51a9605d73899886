import Link from "next/link";
import { connection } from "next/server";
import { Suspense } from "react";
import { allArticles } from "../parts/cached.ts";
import { Excerpt } from "../parts/excerpt.tsx";
import { site } from "../store/site.ts";

type Query = Promise<{ q?: string | string[] }>;

export default function Home({ searchParams }: { searchParams: Query }) {
  return (
    <>
      <section className="hero">
        <h1>Notes on the web platform</h1>
        <p>What browsers can do now, written down by those who tried it.</p>
        <Suspense fallback={<SearchForm query="" />}>
          <Search query={searchParams} />
        </Suspense>
      </section>
      <Suspense fallback={<p className="faint">Fetching the articles…</p>}>
        <List />
      </Suspense>
    </>
  );
}

function SearchForm({ query }: { query: string }) {
  return (
    <form className="search" role="search" action="/">
      <label className="hidden" htmlFor="q">
        Search
      </label>
      <input id="q" name="q" type="search" defaultValue={query} placeholder="abort, container, some …" />
      <button>Search</button>
    </form>
  );
}

async function Search({ query }: { query: Query }) {
  const { q } = await query;
  const text = typeof q === "string" ? q.slice(0, 100) : "";
  const hits = text.trim() === "" ? undefined : await site().search.find(text);
  return (
    <>
      <SearchForm key={text} query={text} />
      {hits !== undefined && (
        <div className="hits">
          <h2>
            {hits.length === 0 ? "Nothing" : hits.length} found for “{text}”
          </h2>
          <ul className="terms">
            {hits.map((hit) => (
              <li key={hit.slug}>
                <Link href={`/articles/${hit.slug}`}>{hit.title}</Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

async function List() {
  // What is in the store is known when somebody asks, not when the site is built.
  await connection();
  const articles = await allArticles();
  const written = articles.filter((article) => article.author !== "import");
  const imported = articles.filter((article) => article.author === "import");
  return (
    <>
      <section className="cards" aria-label="Articles">
        {written.map((article) => (
          <Excerpt key={article.slug} article={article} />
        ))}
      </section>
      {imported.length > 0 && (
        <section>
          <h2>Reference, {imported.length} features</h2>
          <ul className="terms">
            {imported.slice(0, 60).map(({ slug, title }) => (
              <li key={slug}>
                <Link href={`/articles/${slug}`} prefetch={false}>
                  {title}
                </Link>
              </li>
            ))}
          </ul>
          {imported.length > 60 && <p className="faint">And {imported.length - 60} more: search for them.</p>}
        </section>
      )}
    </>
  );
}
