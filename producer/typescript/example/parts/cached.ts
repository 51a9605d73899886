import { cacheLife, cacheTag } from "next/cache";
import type { Article } from "../store/articles.ts";
import { site } from "../store/site.ts";

/** All articles, kept until a job says that there are others. */
export async function allArticles(): Promise<Article[]> {
  "use cache";
  cacheLife("max");
  cacheTag("articles");
  return site().articles.all();
}

/** One article, kept until a job says that it is another. */
export async function oneArticle(slug: string): Promise<Article | undefined> {
  "use cache";
  cacheLife("max");
  const article = await site().articles.get(slug);
  // An import says so of all its pages at once: also of those that were asked for before they were there.
  cacheTag(`article:${slug}`, ...(article === undefined || article.author === "import" ? ["features"] : []));
  return article;
}
