import { PgBoss } from "pg-boss";
import { TYPE } from "./figures.js";
import { optionsOf } from "./settings.js";

export const retryPauseMillis = 1000;

async function start({ url, tune }, purpose) {
  const own = optionsOf("pg-boss", `${purpose} instance`, tune?.instance);
  const boss = new PgBoss({ connectionString: url, ...own });
  boss.on("error", (e) => console.error(e));
  boss.on("warning", (warning) => console.error(warning));
  await boss.start();
  await boss.createQueue(TYPE, optionsOf("pg-boss", `${purpose} queue`, tune?.queue));
  return boss;
}

export async function produce(options, measure) {
  const boss = await start(options, measure);
  return {
    ...optionsOf("pg-boss", "bulk", options.tune?.bulk),
    add: (data) => boss.send(TYPE, data),
    addMany: (all) => boss.insert(TYPE, all.map((data) => ({ data }))),
  };
}

export async function consume(options, purpose, handle) {
  const boss = await start(options, purpose);
  const each = async (job) => {
    try {
      await handle(job.data);
      return { id: job.id, status: "completed" };
    } catch (e) {
      return { id: job.id, status: "failed", output: { message: e.message } };
    }
  };
  const own = optionsOf("pg-boss", purpose, { ...concurrencyOf(options), ...options.tune?.worker });
  await boss.work(TYPE, own, async (jobs) => {
    const results = Promise.all(jobs.map(each));
    return own.perJobResults ? results : void (await results);
  });
}

/** Of `retry`, which says how many jobs run at a time: a batch, whose jobs run at once. */
const concurrencyOf = ({ concurrency }) => (concurrency === undefined ? {} : { batchSize: concurrency });
