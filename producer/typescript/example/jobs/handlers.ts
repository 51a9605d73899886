import type { Client } from "towpath";
import type { Handlers, JobContext } from "towpath/next";
import type { Mailer } from "../mail/mailer.ts";
import type { Article } from "../store/articles.ts";
import { READERS } from "../store/readers.ts";
import type { Site } from "../store/site.ts";
import { importing } from "./importing.ts";
import { rowOf, articleOf } from "./row.ts";
import "./types.ts";

/** What the jobs reach for besides the store; a test gives its own. */
export interface Reach {
  /** At the first job, not when the module is loaded: `next build` loads it too. */
  readonly site: () => Site;
  readonly client: Pick<Client, "enqueue">;
  readonly mailer: Mailer;
  /** Resolves after so many milliseconds. */
  readonly pause: (millis: number) => Promise<void>;
}

/**
 * What each job does. A job may run more than once: its worker can die after the work and before it could say
 * so. Each handler says what makes a second run harmless.
 */
export function handlersOf({ site, client, mailer, pause }: Reach) {
  return {
    // The store keeps the newest version of a slug, so the same one again, or an older one late, changes
    // nothing. What is emitted gets the same ids at a second run.
    "article.publish": async (data, ctx: JobContext) => {
      const article: Article = { ...data, publishedAt: ctx.acceptedAt.toISOString() };
      await site().articles.put(article);
      ctx.emit("article.index", { slug: data.slug });
      ctx.emit("article.revalidate", { tags: ["articles", `article:${data.slug}`] });
      const day = article.publishedAt.slice(0, 10);
      for (const reader of READERS) {
        // However much is published, a reader's digest of a day is one job.
        ctx.emit("digest.mail", { reader, day }, { dedupKey: `${reader}-${day}` });
      }
    },

    // The index has one entry a slug.
    "article.index": async ({ slug }) => {
      if (slug === undefined) {
        await site().search.index(await site().articles.all());
        return;
      }
      const article = await site().articles.get(slug);
      if (article !== undefined) {
        await site().search.index([article]);
      }
    },

    "article.import": importing({ site, client, pause }),

    // As a row of the import: one article a slug.
    "import.row": async ({ row }, ctx: JobContext) => {
      const read = rowOf(row);
      if ("wrong" in read) {
        return ctx.dead(read.wrong);
      }
      const article = articleOf(read.row, ctx.acceptedAt);
      await site().articles.put(article);
      ctx.emit("article.index", { slug: article.slug });
      ctx.emit("article.revalidate", { tags: ["articles", "features", `article:${article.slug}`] });
    },

    // The mail's Message-ID is made of reader and day, so a mailbox that gets it twice shows one. That is as
    // much as mail allows: no server can be asked whether it has a mail already.
    "digest.mail": async ({ reader, day }) => {
      const articles = (await site().articles.all()).filter(
        (article) => article.publishedAt.slice(0, 10) === day && article.feature === undefined,
      );
      await mailer.send({
        id: `digest-${reader}-${day}`,
        to: reader,
        subject: `New on Lock & Weir, ${day}`,
        text: articles
          .map(({ title, author, slug }) => `${title}\nby ${author}: /articles/${slug}\n`)
          .join("\n"),
      });
    },
  } satisfies Handlers;
}
