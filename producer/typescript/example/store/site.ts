import { Articles } from "./articles.ts";
import { dataFolder } from "./files.ts";
import { OwnJobs } from "./ownJobs.ts";
import { Runs } from "./runs.ts";
import { Search } from "./search.ts";

/** All that the site keeps. */
export interface Site {
  readonly folder: string;
  readonly articles: Articles;
  readonly search: Search;
  readonly runs: Runs;
  readonly jobs: OwnJobs;
}

/** The site that is kept in a folder. Nothing is read or made yet. */
export function siteIn(folder: string): Site {
  return {
    folder,
    articles: new Articles(folder),
    search: new Search(folder),
    runs: new Runs(folder),
    jobs: new OwnJobs(folder),
  };
}

/** The site of this process. The environment is read here, at the first request: `next build` has none. */
export function site(): Site {
  return (known ??= siteIn(dataFolder()));
}

let known: Site | undefined;
