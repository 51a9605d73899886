import { join } from "node:path";
import type { Article } from "./articles.ts";
import { change, read } from "./files.ts";

/** What the index has of an article. */
export interface Hit {
  readonly slug: string;
  readonly title: string;
  readonly words: readonly string[];
}

/** The search index: the words of each article, in one file. */
export class Search {
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, "search.json");
  }

  /** Takes articles in, each in place of what the index had of it: twice is as once. */
  async index(articles: readonly Article[]): Promise<void> {
    const hits = articles.map((article): [string, Hit] => [article.slug, hitOf(article)]);
    await change<Record<string, Hit>>(this.file, {}, (now) => ({ ...now, ...Object.fromEntries(hits) }));
  }

  /** The articles that have a word beginning with each of the query's, 50 at most. */
  async find(query: string): Promise<Hit[]> {
    const wanted = wordsOf(query);
    const index = JSON.parse((await read(this.file)) ?? "{}") as Record<string, Hit>;
    return Object.values(index)
      .filter((hit) => wanted.every((part) => hit.words.some((word) => word.startsWith(part))))
      .slice(0, wanted.length === 0 ? 0 : 50);
  }
}

function hitOf({ slug, title, text, feature }: Article): Hit {
  return { slug, title, words: [...new Set(wordsOf(`${title} ${text} ${feature?.id ?? ""}`))] };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
