import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** So many files are read at once. */
const AT_ONCE = 16;

/**
 * The tags of the pages that `next build` has made, which no cache handler may have seen yet.
 *
 * @param serverFolder `.next/server`
 */
export async function prerenderedTags(serverFolder: string): Promise<string[]> {
  const app = join(serverFolder, "app");
  const names = await readdir(app, { recursive: true }).catch(() => []);
  const files = names.filter((name) => name.endsWith(".meta")).map((name) => join(app, name));
  const tags = new Set<string>();
  const readOn = async () => {
    for (let file = files.pop(); file !== undefined; file = files.pop()) {
      for (const tag of tagsIn(await readFile(file, "utf8").catch(() => ""))) {
        tags.add(tag);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  return [...tags];
}

function tagsIn(meta: string): string[] {
  try {
    const { headers } = JSON.parse(meta) as { headers?: Record<string, unknown> };
    const tags = headers?.["x-next-cache-tags"];
    return typeof tags === "string" ? tags.split(",") : [];
  } catch {
    return [];
  }
}
