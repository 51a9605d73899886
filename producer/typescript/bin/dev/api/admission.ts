import { typeOf, type Settings, type TypeSettings } from "../config/settings.js";
import { didYouMean } from "../spelling.js";
import type { Draft } from "./draft.js";
import { shown } from "./fields.js";
import { notStored, type Problem } from "./refusal.js";
import type { Code } from "./codes.js";

const MOST_TYPES_NAMED = 5;

/**
 * Judges a draft by the configuration.
 *
 * @returns how it is run, and in which queue
 * @throws Refusal with all that is wrong with it, under the code of the first
 */
export function admit(draft: Draft, settings: Settings): { type: TypeSettings; queue: string } {
  const found: [Code, Problem][] = draft.problems.map((problem) => ["TP-1004", problem]);
  const type = draft.type === "" ? undefined : typeOf(settings, draft.type);
  if (type === undefined && draft.type !== "") {
    const got = `'${shown(draft.type)}'`;
    const hint = meant(draft.type, settings);
    found.push(["TP-1006", { pointer: "/type", expected: "a type that the configuration names", got, hint }]);
  }
  const queue = draft.queue || (type?.queue ?? "");
  if (queue !== "" && !settings.queues.includes(queue)) {
    const hint = didYouMean(queue, settings.queues);
    const expected = `one of ${settings.queues.join(", ")}`;
    const problem = { pointer: "/queue", expected, got: `'${shown(queue)}'`, ...(hint && { hint }) };
    found.push(["TP-1007", problem]);
  }
  const bytes = type === undefined ? 0 : Buffer.byteLength(JSON.stringify(draft.data));
  if (bytes > settings.maxPayload) {
    const expected = `at most ${settings.maxPayload} bytes`;
    const hint = "keep large content elsewhere and send a reference to it";
    found.push(["TP-1016", { pointer: "/data", expected, got: `${bytes} bytes`, hint }]);
  }
  if (found.length > 0) {
    throw notStored(
      found[0]![0],
      found.map(([, problem]) => problem),
    );
  }
  return { type: type!, queue };
}

/** What somebody may have meant, among the types that there are. */
function meant(name: string, settings: Settings): string {
  const types = [...settings.types.keys()].sort();
  const near = didYouMean(name, types);
  if (near !== undefined) {
    return near;
  }
  const more = types.length - MOST_TYPES_NAMED;
  return (
    (types.length === 0
      ? "there is none that you may submit"
      : `there are ${types.slice(0, MOST_TYPES_NAMED).join(", ")}`) +
    (more > 0 ? ` and ${more} more` : "") +
    "; types are configured under types in towpath.yaml"
  );
}
