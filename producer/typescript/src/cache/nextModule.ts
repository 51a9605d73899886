import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * A module of the site's own Next.js, which is no dependency of this package.
 *
 * @throws Error when there is none
 */
export function nextModule(name: string, since: string): unknown {
  let cause: unknown;
  for (const from of [join(process.cwd(), "package.json"), import.meta.url]) {
    try {
      return createRequire(from)(`next/dist/server/lib/${name}`);
    } catch (e) {
      cause = e;
    }
  }
  throw new Error(
    `towpath: expected next/dist/server/lib/${name} of Next.js ${since} or newer below ${process.cwd()}, found ` +
      "none. Give the cache handler that is to be wrapped, by withEpochs(…)",
    { cause },
  );
}
