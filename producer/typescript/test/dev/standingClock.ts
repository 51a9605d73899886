import type { Clock } from "../../src/serve/clock.js";

/** A clock on which nothing comes due: what is taken in waits. */
export const standingClock: Clock = { now: () => Date.now(), after: () => () => {} };
