import { PROFILES } from "./profile.js";

/** What a revalidation asks for, as the job's payload says it. */
export interface RevalidateData {
  /** Tags of `cacheTag`, `fetch` or `unstable_cache`, as they are there: 1 to 256 characters, no comma. */
  tags?: string[];
  /** Paths of pages, such as `/blog/hello`; no pattern. */
  paths?: string[];
  /** Default: `now`, the next visitor gets the new page. All others mark stale, and need `warm`. */
  profile?: string;
  /** Paths to fetch when it is applied, so that no visitor waits for them. */
  warm?: string[];
}

/** A revalidation that can be made. */
export interface Order {
  readonly tags: readonly string[];
  readonly paths: readonly string[];
  readonly profile: string;
  readonly warm: readonly string[];
}

/** Next's own limits: beyond them a tag or a path is dropped with a warning in the log, and no error. */
const TAG_CHARACTERS = 256;
const PATH_CHARACTERS = 1024;

/** As many tags as one cache entry may have. */
const MOST = 128;
const MOST_WARM = 32;

const FIELDS = ["tags", "paths", "profile", "warm"];

/**
 * Reads a payload.
 *
 * @param ownProfiles names of the site's own `cacheLife` profiles
 * @returns the order, or in one sentence all that is wrong
 */
export function readOrder(data: unknown, ownProfiles: readonly string[]): Order | { wrong: string } {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    return { wrong: `/: expected an object with tags or paths, got ${shown(data)}` };
  }
  const fields = data as Record<string, unknown>;
  const wrong = Object.keys(fields)
    .filter((field) => !FIELDS.includes(field))
    .map((field) => `/${field}: expected one of ${FIELDS.join(", ")}`);
  const tags = list(fields, "tags", MOST, wrongTag, wrong);
  const paths = list(fields, "paths", MOST, wrongPath, wrong);
  const warm = list(fields, "warm", MOST_WARM, wrongPage, wrong);
  const profile = fields.profile ?? "now";
  const profiles = [...PROFILES, ...ownProfiles];
  if (typeof profile !== "string" || !profiles.includes(profile)) {
    wrong.push(`/profile: expected one of ${profiles.join(", ")}, got ${shown(profile)}`);
  } else if (profile !== "now" && warm.length === 0 && wrong.length === 0) {
    wrong.push(
      `/profile: ${profile} only marks stale, the next visitor still gets the old page. Leave it out, or ` +
        "name in warm the pages to be fetched until they are new",
    );
  }
  if (tags.length === 0 && paths.length === 0 && wrong.length === 0) {
    wrong.push("/: expected a tag or a path, got none");
  }
  return wrong.length > 0 ? { wrong: wrong.join("; ") } : { tags, paths, profile: profile as string, warm };
}

function list(
  fields: Record<string, unknown>,
  field: string,
  most: number,
  wrongIn: (text: string) => string | undefined,
  wrong: string[],
): string[] {
  const value = fields[field];
  if (value === undefined || value === null) {
    return [];
  }
  if (!Array.isArray(value) || value.length > most) {
    const got = Array.isArray(value) ? `${value.length} of them` : shown(value);
    wrong.push(`/${field}: expected a list of at most ${most}, got ${got}`);
    return [];
  }
  value.forEach((each: unknown, i) => {
    const expected = typeof each === "string" ? wrongIn(each) : "a text";
    if (expected !== undefined) {
      wrong.push(`/${field}/${i}: expected ${expected}, got ${shown(each)}`);
    }
  });
  return [...new Set(value as string[])];
}

function wrongTag(tag: string): string | undefined {
  if (tag === "" || tag.length > TAG_CHARACTERS) {
    return `1 to ${TAG_CHARACTERS} characters`;
  }
  if (tag.includes(",")) {
    return "no comma, at which Next.js takes a tag apart";
  }
  return tag.startsWith("_N_T_") ? "a tag of the site, and the page itself in paths" : undefined;
}

function wrongPath(path: string): string | undefined {
  if (path.includes("[")) {
    return "the path of one page, such as /blog/hello";
  }
  return path.length > PATH_CHARACTERS ? `at most ${PATH_CHARACTERS} characters` : wrongPage(path);
}

/** What goes over to another host must not be fetched in the site's name. */
function wrongPage(path: string): string | undefined {
  return /^\/(?![/\\])/.test(path) && !/[\s\\]/.test(path) ? undefined : "a path that begins with one slash";
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= 60 ? text : `${text.slice(0, 57)}… (${text.length} characters)`;
}
