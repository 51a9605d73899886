/**
 * How a tag is invalidated. `now`: no entry with the tag is given out again. All others are Next's `cacheLife`
 * profiles, which only mark entries stale: the next visitor still gets the old page.
 */
export const PROFILES = ["now", "max", "default", "seconds", "minutes", "hours", "days", "weeks"] as const;

/** What `revalidateTag` of Next.js is given for a profile. Only this form expires at once, and says nothing. */
export function argumentOf(profile: string): string | { expire: number } {
  return profile === "now" ? { expire: 0 } : profile;
}

/** Whether entries with the tag may be given out again. */
export function onlyMarksStale(profile: string): boolean {
  return profile !== "now";
}
