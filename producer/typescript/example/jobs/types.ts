import type { Feature } from "../store/articles.ts";

declare module "towpath" {
  /** The types of the site's jobs, and what each is given. */
  interface Jobs {
    "article.publish": { slug: string; version: number; title: string; text: string; author: string };
    "article.import": { run: string; file: string; by: string };
    /** One row that an import could not take. */
    "import.row": { run: string; line: number; row: string };
    /** Of one article; of all where none is named. */
    "article.index": { slug?: string };
    "article.revalidate": { tags: string[] };
    /** What came since the last one. `day` is a date, such as 2026-11-28. */
    "digest.mail": { reader: string; day: string };
  }
}

/** What a row of an import says. */
export type Row = Feature & { title: string };
