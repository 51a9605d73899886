declare const process: { env: Record<string, string | undefined> } | undefined;

/**
 * What the environment says, read when it is asked for: Next runs route modules while it builds, where there
 * are no secrets. Each variable is written out, because bundlers put in values by that spelling.
 */
export const environment = {
  url: () => (typeof process === "undefined" ? "" : process.env.TOWPATH || process.env.TOWPATH_URL || ""),
  key: () => (typeof process === "undefined" ? "" : process.env.TOWPATH_KEY || ""),
  /** Of a preview its host, so that its jobs come back to it; else the id. */
  deployment: () => {
    if (typeof process === "undefined") {
      return "";
    }
    const preview = process.env.VERCEL_ENV === "preview" ? process.env.VERCEL_URL : "";
    return process.env.TOWPATH_DEPLOYMENT || preview || process.env.NEXT_DEPLOYMENT_ID || "";
  },
  /** Where the site's own pages are. `next start` sets the port. */
  site: () => {
    if (typeof process === "undefined") {
      return undefined;
    }
    return (
      process.env.TOWPATH_SITE || (process.env.PORT && `http://127.0.0.1:${process.env.PORT}`) || undefined
    );
  },
};
