/** The tag as Next.js hands it to cache handlers: what an HTTP header cannot carry is percent-encoded. */
export function tagName(tag: string): string {
  return tag.replace(/[^\t\x20-\x7e]+/g, (run) => encodeURIComponent(run));
}

/** The tag that Next.js gives to what is on the page at a path. */
export function tagOfPath(path: string): string {
  return `_N_T_${tagName(path.length > 1 ? path.replace(/\/$/, "") : path)}`;
}
