import { readdir } from "node:fs/promises";
import { join } from "node:path";
import seed from "../content/articles.json" with { type: "json" };
import { change, read } from "./files.ts";

/** A feature of the web platform, and the first version of each browser that has it. */
export interface Feature {
  /** Where it is in the data, such as `api.AbortController.abort`. */
  readonly id: string;
  /** Its page on MDN. */
  readonly url: string;
  readonly deprecated: boolean;
  readonly experimental: boolean;
  readonly standard: boolean;
  readonly support: Readonly<Record<string, string | undefined>>;
}

/** What a reader reads: somebody wrote it, or it was imported and has a feature. */
export interface Article {
  readonly slug: string;
  /** From 1; one more each time that it is published again. */
  readonly version: number;
  readonly title: string;
  readonly text: string;
  readonly author: string;
  /** RFC 3339. */
  readonly publishedAt: string;
  readonly feature?: Feature;
}

/** The articles, each in a file of its own. */
export class Articles {
  constructor(private readonly folder: string) {}

  async get(slug: string): Promise<Article | undefined> {
    if (!/^[a-z0-9-]{1,120}$/.test(slug)) {
      return undefined;
    }
    const text = await read(this.file(slug));
    return text === undefined ? this.seeds().find((article) => article.slug === slug) : JSON.parse(text);
  }

  /** Keeps an article unless a newer version of it is there: doing it twice, or late, changes nothing. */
  async put(article: Article): Promise<void> {
    await change<Article | null>(this.file(article.slug), null, (now) =>
      now !== null && now.version > article.version ? now : article,
    );
  }

  /** All, the newest first. */
  async all(): Promise<Article[]> {
    const files = await readdir(join(this.folder, "articles")).catch(() => [] as string[]);
    const slugs = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -5));
    const kept = await Promise.all(slugs.map((slug) => this.get(slug)));
    const seeds = this.seeds().filter((article) => !slugs.includes(article.slug));
    return [...kept.filter((article) => article !== undefined), ...seeds].sort(
      (a, b) => b.publishedAt.localeCompare(a.publishedAt) || a.slug.localeCompare(b.slug),
    );
  }

  private seeds(): readonly Article[] {
    return seed;
  }

  private file(slug: string): string {
    return join(this.folder, "articles", `${slug}.json`);
  }
}

/** A title as part of an address: lower case, words with hyphens between. */
export function slugOf(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 120);
}
