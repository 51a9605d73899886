import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { now, pause } from "./figures.js";

const CONTENDER = fileURLToPath(new URL("contender.js", import.meta.url));
const STALLED_SECONDS = 60;
const TELL_MILLIS = 20;

/** The worker processes of a peer, seen from the one that measures. */
export class Crew {
  /** Milliseconds from when each job was due to its start, of those due from `measureFrom` on. */
  latencies = [];
  #reports = new Map();

  /** Starts so many, and waits until each has all that it needs to begin. */
  static async ready(peer, purpose, options, size) {
    const crew = new Crew();
    await Promise.all(Array.from({ length: size }, () => crew.#start(peer, purpose, options)));
    return crew;
  }

  #start(peer, purpose, options) {
    const child = fork(CONTENDER, [peer, "worker", JSON.stringify({ ...options, purpose })], {
      // What it prints is a log: standard output is for the figures.
      stdio: ["ignore", process.stderr, process.stderr, "ipc"],
    });
    return new Promise((resolve) => {
      child.on("message", ({ latencies, ...report }) => {
        this.#reports.set(child, report);
        this.latencies.push(...latencies);
        resolve();
      });
      child.on("exit", (code, signal) => {
        console.error(`${peer}: a worker process ended, with ${code ?? signal}, before all was measured`);
        process.exit(1);
      });
    });
  }

  /** Has all of them begin. */
  begin(order = {}) {
    for (const child of this.#reports.keys()) {
      child.send(order);
    }
  }

  /**
   * Waits until they have done so many jobs.
   *
   * @throws Error when there are fewer, and nothing came of the others for a minute
   * @returns how many are done then, and when the last of them was, in epoch milliseconds
   */
  async until(count) {
    for (let done = 0, at = now(); ; await pause(TELL_MILLIS)) {
      const reports = [...this.#reports.values()];
      const sum = reports.reduce((all, report) => all + report.done, 0);
      if (sum >= count) {
        return { done: sum, last: Math.max(...reports.map((report) => report.last ?? 0)) };
      }
      if (sum > done) {
        done = sum;
        at = now();
      } else if (now() - at > STALLED_SECONDS * 1000) {
        throw new Error(`${sum} of ${count} jobs were done, and none in the last ${STALLED_SECONDS} s`);
      }
    }
  }

  end() {
    for (const child of this.#reports.keys()) {
      child.removeAllListeners("exit").kill();
    }
  }
}

/** One of the worker processes: it tells what it has done, 50 times a second. */
export async function work({ consume }, { purpose, ...options }) {
  let measureFrom = Infinity;
  let latencies = [];
  let done = 0;
  let told = -1;
  let last;
  const handle = async ({ at }) => {
    last = now();
    if (at >= measureFrom) {
      latencies.push(last - at);
    }
    done++;
  };
  const tell = () => {
    if (done > told) {
      told = done;
      process.send({ done, last, latencies });
      latencies = [];
    }
  };
  const begin = new Promise((resolve) => process.once("message", resolve));
  process.on("disconnect", () => process.exit());
  if (purpose === "latency") {
    // It waits for jobs before the first is sent.
    await consume(options, purpose, handle);
    tell();
    ({ measureFrom } = await begin);
  } else {
    tell();
    await begin;
    await consume(options, purpose, handle);
  }
  setInterval(tell, TELL_MILLIS);
}
