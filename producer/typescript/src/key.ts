/** How the keys begin that the client makes up to make its own retries safe: gateways remember them for 10 minutes. */
export const MADE_UP = "towpath:retry:";

/**
 * A dedup key for a job without one, so that sending it again after a broken connection makes no second job.
 */
export function madeUpKey(): string {
  return MADE_UP + crypto.randomUUID();
}
