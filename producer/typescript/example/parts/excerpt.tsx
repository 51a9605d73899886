import Link from "next/link";
import type { Article } from "../store/articles.ts";
import { Day } from "./day.tsx";

/** An article in a list. */
export function Excerpt({ article: { slug, title, text, author, publishedAt } }: { article: Article }) {
  const first = text.split("\n", 1)[0]!;
  return (
    <article className="card">
      <h2>
        <Link href={`/articles/${slug}`}>{title}</Link>
      </h2>
      <p>{first.length > 170 ? `${first.slice(0, 165).replace(/\W+\w*$/, "")} …` : first}</p>
      <p className="faint">
        {author}, <Day at={publishedAt} />
      </p>
    </article>
  );
}
