/**
 * One measurement of one job queue that a Next.js team would pick:
 *
 *     npm ci && node contender.js PEER MEASURE OPTIONS
 *
 * PEER is bullmq, pg-boss, graphile or towpath; OPTIONS is JSON with the `url` of a store that is empty
 * (Redis, PostgreSQL; a gateway, with the API `key`) and what the measure takes. It prints one line of JSON,
 * and what else there is to say on standard error. `node contender.js settings` prints what the peers are
 * set to (`for` says for what; a note is no option), why, and where their documentation says so. The figures
 * in it are of two cores that others used too: they say which of two was faster, no more.
 *
 * | MEASURE | takes | gives |
 * |---|---|---|
 * | enqueue | callers, warmSeconds, seconds | rate |
 * | bulk | count; before that as often warm jobs as fit into warmSeconds, once at least | rate |
 * | fill | count | stored |
 * | drain | count and warm, of jobs stored by fill | rate |
 * | latency | rate, warmSeconds, seconds | p50, p99, started, sent; of towpath only sent |
 * | retry | backlog, jobs, concurrency | p50, p99, pauseMillis: how late second attempts are, and after which pause |
 *
 * Rates are jobs a second, latencies milliseconds. `drain` counts from the last handler of the warm-up to the
 * last of all; what is settled after that, a batch or so of each worker, is not in it, so let there be many. `tune` among the options tries
 * other settings than those of settings.json, such as {"worker": {"concurrency": 50}}.
 */
import { measures } from "./measures.js";
import { settings } from "./settings.js";

const PEERS = Object.keys(settings);
const MEASURES = Object.keys(measures).filter((each) => each !== "worker");
const WORKED_ELSEWHERE = ["drain", "retry", "worker"];

/** A mistake of whoever calls. */
class Misuse extends Error {}

async function figures([name, measure, options = "{}"]) {
  if (name === "settings") {
    return settings;
  }
  if (!PEERS.includes(name)) {
    throw new Misuse(`expected one of ${PEERS.join(", ")} as PEER, got ${name ?? "nothing"}`);
  }
  if (!Object.hasOwn(measures, measure ?? "")) {
    throw new Misuse(`expected one of ${MEASURES.join(", ")} as MEASURE, got ${measure ?? "nothing"}`);
  }
  if (name === "towpath" && WORKED_ELSEWHERE.includes(measure)) {
    throw new Misuse(`${measure} of towpath is measured by the benchmark in Java: its workers are`);
  }
  return measures[measure](name, await import(`./${name}.js`), JSON.parse(options));
}

try {
  const result = await figures(process.argv.slice(2));
  // A worker process goes on until it is ended.
  if (result !== undefined) {
    process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
  }
} catch (e) {
  console.error(`Nothing was measured, of '${process.argv.slice(2, 4).join(" ")}': ${told(e)}`);
  process.exit(1);
}

function told(e) {
  if (e instanceof Misuse) {
    return e.message;
  }
  if (e.code === "ERR_MODULE_NOT_FOUND") {
    return `${e.message}. Run \`npm ci && npm run build\` in producer/typescript, \`npm ci\` here, and this again`;
  }
  return e.stack;
}
