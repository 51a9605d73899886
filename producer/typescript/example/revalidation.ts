import { revalidateTag } from "next/cache";

/**
 * Has the pages under these tags made anew: the next visit of each sees what is in the store now. With the
 * profile "max" in place of `{ expire: 0 }` that visit would still get the old page, and the one after it the
 * new.
 */
export async function revalidate(tags: readonly string[]): Promise<void> {
  for (const tag of tags) {
    revalidateTag(tag, { expire: 0 });
  }
}
