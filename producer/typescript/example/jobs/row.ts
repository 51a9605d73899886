import { slugOf, type Article } from "../store/articles.ts";
import type { Row } from "./types.ts";

/**
 * A row of an import as it was read, or what is wrong with it, as somebody can mend it.
 *
 * @param text a line of JSON, in the form of the demo's content
 */
export function rowOf(text: string): { row: Row } | { wrong: string } {
  let row: Partial<Row>;
  try {
    row = JSON.parse(text) ?? {};
  } catch (e) {
    return { wrong: `the row is not JSON: ${(e as Error).message}` };
  }
  if (typeof row.id !== "string" || !/^\w+(\.[\w@-]+)+$/.test(row.id)) {
    return { wrong: `the id is ${quoted(row.id)}, expected a path such as api.AbortSignal.any` };
  }
  if (typeof row.title !== "string" || row.title.trim() === "") {
    return { wrong: `the title of ${row.id} is ${quoted(row.title)}, expected some text` };
  }
  if (typeof row.url !== "string" || !row.url.startsWith("https://")) {
    return { wrong: `the link of ${row.id} is ${quoted(row.url)}, expected one that begins with https://` };
  }
  if (typeof row.support !== "object" || row.support === null || Object.keys(row.support).length === 0) {
    return { wrong: `no browser has ${row.id} by its row, expected at least one under support` };
  }
  return { row: row as Row };
}

/** The page of a feature. */
export function articleOf(row: Row, at: Date): Article {
  const { title, id, url, deprecated, experimental, standard, support } = row;
  const where = id.split(".").slice(1, -1).join(".");
  return {
    slug: slugOf(id),
    version: 1,
    title: id.split(".").slice(1).join("."),
    text: where === "" ? `${title}.` : `${title}, of ${where}.`,
    author: "import",
    publishedAt: at.toISOString(),
    feature: { id, url, deprecated, experimental, standard, support },
  };
}

function quoted(value: unknown): string {
  return value === undefined ? "missing" : `'${String(value)}'`;
}
