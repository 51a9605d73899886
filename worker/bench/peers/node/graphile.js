import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { TYPE } from "./figures.js";
import { optionsOf } from "./settings.js";

/** Its back-off after a first attempt is e seconds, and not to be set. */
export const retryPauseMillis = Math.exp(1) * 1000;

/** Without what its own logger says of each job. */
const logger = new Logger(() => (level, message) => {
  if (level === "warning") {
    console.error(message);
  }
});

export async function produce({ url, tune }) {
  const own = optionsOf("graphile", "produce", tune?.produce);
  const utils = await makeWorkerUtils({ preset: { worker: { connectionString: url, logger, ...own } } });
  await utils.migrate();
  return {
    ...optionsOf("graphile", "bulk", tune?.bulk),
    add: (data) => utils.addJob(TYPE, data),
    addMany: (all) => utils.addJobs(all.map((data) => ({ identifier: TYPE, payload: data }))),
  };
}

export async function consume({ url, concurrency, tune }, purpose, handle) {
  const own = optionsOf("graphile", purpose, { ...concurrencyOf(concurrency), ...tune?.worker });
  await run({
    preset: { worker: { connectionString: url, logger, ...own } },
    taskList: { [TYPE]: handle },
    parsedCronItems: [],
  });
}

/** Of `retry`, which says how many jobs run at a time; the rest as its documentation begins with. */
const concurrencyOf = (concurrentJobs) =>
  concurrentJobs === undefined
    ? {}
    : {
        concurrentJobs,
        maxPoolSize: Math.max(10, concurrentJobs + 2),
        localQueue: { size: concurrentJobs + 1 },
      };
