import { Crew, work } from "./crew.js";
import { closedLoop, fill, now, openLoop, pause, payload, percentiles } from "./figures.js";
import { optionsOf } from "./settings.js";

/** A job of the backlog, in the number that its data carries; the failing ones have 0 and up. */
const BACKLOG = -1;
const BACKLOG_JOB_MILLIS = 20;

/** Each by its name: takes the peer's module and the options, and gives the figures. */
export const measures = {
  async enqueue(name, peer, options) {
    const producer = await peer.produce(options, "enqueue");
    return { rate: await closedLoop(options, () => producer.add(payload(now()))) };
  },

  async bulk(name, peer, { count, warm, warmSeconds, ...options }) {
    const producer = await peer.produce(options, "bulk");
    const warmUntil = now() + warmSeconds * 1000;
    do {
      await fill(producer, warm);
    } while (now() < warmUntil);
    const from = now();
    await fill(producer, count);
    return { rate: (count / (now() - from)) * 1000 };
  },

  async fill(name, peer, { count, ...options }) {
    await fill(await peer.produce(options, "fill"), count);
    return { stored: count };
  },

  async drain(name, peer, { count, warm, ...options }) {
    const crew = await Crew.ready(name, "drain", options, crewOf(name, "drain", options));
    crew.begin();
    const warmed = await crew.until(warm);
    const ended = await crew.until(warm + count);
    crew.end();
    return { rate: ((ended.done - warmed.done) / (ended.last - warmed.last)) * 1000 };
  },

  async latency(name, peer, { rate, warmSeconds, seconds, ...options }) {
    const producer = await peer.produce(options, "latency");
    const all = Math.round(rate * (warmSeconds + seconds));
    const crew = peer.consume && (await Crew.ready(name, "latency", options, crewOf(name, "latency", options)));
    const from = now() + 500;
    const measureFrom = from + warmSeconds * 1000;
    crew?.begin({ measureFrom });
    let sent = 0;
    await openLoop({ rate, count: all }, from, async (due) => {
      await producer.add(payload(due));
      sent += due >= measureFrom ? 1 : 0;
    });
    if (crew === undefined) {
      return { sent };
    }
    await crew.until(all);
    crew.end();
    return { ...percentiles(crew.latencies), started: crew.latencies.length, sent };
  },

  async retry(name, peer, { backlog, jobs, concurrency, ...options }) {
    const producer = await peer.produce(options, "retry");
    await fill(producer, jobs, (n) => n);
    await fill(producer, backlog, () => BACKLOG);
    const failedAt = new Map();
    const late = [];
    await new Promise((resolve, reject) => {
      const handle = async ({ at: number }) => {
        if (number === BACKLOG) {
          await pause(BACKLOG_JOB_MILLIS);
        } else if (!failedAt.has(number)) {
          failedAt.set(number, now());
          throw new Error("as it should, once");
        } else {
          late.push(now() - failedAt.get(number) - peer.retryPauseMillis);
          if (late.length === jobs) {
            resolve();
          }
        }
      };
      peer.consume({ ...options, concurrency }, "retry", handle).catch(reject);
    });
    return { ...percentiles(late), pauseMillis: peer.retryPauseMillis };
  },

  /** Not one that is asked for: what a Crew is made of. */
  worker: (name, peer, options) => work(peer, options),
};

function crewOf(name, purpose, { tune }) {
  return optionsOf(name, purpose + " crew", tune?.crew).processes;
}
