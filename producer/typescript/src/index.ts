import { createClient, type Client } from "./client.js";

export * from "./client.js";
export type { Clock } from "./clock.js";
export { TowpathError, TowpathManyError } from "./error.js";
export * from "./jobs.js";
export type { Many, ManyOptions, ManyResult, ManySummary } from "./many.js";
export type { Problem, ProblemPlace } from "./problem.js";
export type { StandardSchema } from "./schema.js";
export type { ClientOptions } from "./settings.js";
export type { Cancelled, JobProgress, JobState, JobStatus, WaitOptions } from "./status.js";
export type { ReadTokenOptions } from "./watch/token.js";

/** The client of the environment: `TOWPATH` and `TOWPATH_KEY`, read at first use. */
const client = createClient();

/** {@link Client.enqueue} of the environment's client. */
export const enqueue: Client["enqueue"] = client.enqueue;
/** {@link Client.enqueueMany} of the environment's client. */
export const enqueueMany: Client["enqueueMany"] = client.enqueueMany;
/** {@link Client.batch} of the environment's client. */
export const batch: Client["batch"] = client.batch;
/** {@link Client.status} of the environment's client. */
export const status: Client["status"] = client.status;
/** {@link Client.wait} of the environment's client. */
export const wait: Client["wait"] = client.wait;
/** {@link Client.cancel} of the environment's client. */
export const cancel: Client["cancel"] = client.cancel;
/** {@link Client.readToken} of the environment's client. */
export const readToken: Client["readToken"] = client.readToken;
