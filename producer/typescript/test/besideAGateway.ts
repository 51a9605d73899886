import { afterEach, beforeEach } from "node:test";
import { createClient, type Client, type ClientOptions } from "../src/index.js";
import { HandClock } from "./handClock.js";
import { PlayedGateway } from "./playedGateway.js";

/** Of the test that runs: each has one of its own. */
export let gateway: PlayedGateway;
export let clock: HandClock;

beforeEach(async () => {
  gateway = await PlayedGateway.start();
  clock = new HandClock();
});
afterEach(() => gateway.stop());

/** A client of that gateway, with that clock. */
export function client(options: ClientOptions = {}): Client {
  return createClient({ url: gateway.url, key: "tp_cms_secret", deployment: "", clock, ...options });
}
