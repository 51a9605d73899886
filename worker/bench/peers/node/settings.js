import { readFileSync } from "node:fs";

/** What each peer is set to, why, and which page of its documentation says so. */
export const settings = JSON.parse(readFileSync(new URL("settings.json", import.meta.url), "utf8"));

/**
 * The options of a peer for one purpose, from settings.json.
 *
 * @param tune others in their place, to try them
 */
export function optionsOf(peer, purpose, tune = {}) {
  const own = settings[peer].settings.filter((each) => each.for.includes(purpose));
  return { ...Object.fromEntries(own.map(({ setting, value }) => [setting, value])), ...tune };
}
