import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import { TYPE } from "./figures.js";
import { optionsOf } from "./settings.js";

export const retryPauseMillis = 1000;

/** A connection that breaks ends the measurement: what would come after is another figure. */
const connect = ({ url, tune }) =>
  new Redis(url, { ...optionsOf("bullmq", "connection", tune?.connection), retryStrategy: () => null });

export async function produce(options, measure) {
  const connection = connect(options);
  const defaultJobOptions = optionsOf("bullmq", `${measure} job`, options.tune?.job);
  const queue = new Queue(TYPE, { connection, defaultJobOptions });
  await queue.waitUntilReady();
  return {
    ...optionsOf("bullmq", "bulk", options.tune?.bulk),
    add: (data) => queue.add(TYPE, data),
    addMany: (all) => queue.addBulk(all.map((data) => ({ name: TYPE, data }))),
  };
}

export async function consume(options, purpose, handle) {
  const worker = new Worker(TYPE, (job) => handle(job.data), {
    connection: connect(options),
    ...optionsOf("bullmq", purpose, { ...concurrencyOf(options), ...options.tune?.worker }),
  });
  worker.on("error", (e) => console.error(e));
  await worker.waitUntilReady();
}

/** Of `retry`, which says how many jobs run at a time. */
const concurrencyOf = ({ concurrency }) => (concurrency === undefined ? {} : { concurrency });
