import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach } from "node:test";
import {
  DEFAULTS,
  TARGET_DEFAULTS,
  TYPE_DEFAULTS,
  type TargetSettings,
  type TypeSettings,
} from "../../bin/dev/config/settings.js";
import { Emulator } from "../../bin/dev/emulator.js";
import type { Happening } from "../../bin/dev/engine/happening.js";
import { createClient, type Client } from "../../src/index.js";
import { servePages } from "../../src/next.js";
import { TEST_SECRET } from "../../src/testing.js";
import { TurnedClock } from "./turnedClock.js";

export const KEY = "tp_site_0123456789abcdefghijklmnopqrstuv";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A site that a test takes down, and brings up again at the same place. */
export class Site {
  listener: Listener = (_, response) => response.writeHead(404).end("no such page");
  #server: Server = createServer();
  #port = 0;

  async up(): Promise<void> {
    this.#server = createServer((request, response) => this.listener(request, response));
    await new Promise<void>((resolve) => this.#server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Does jobs from now on. */
  serves(handlers: Parameters<typeof servePages>[0], secret = TEST_SECRET): void {
    const route = servePages(handlers, { secret, clock });
    this.listener = (request, response) => void route(request, response);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/api/towpath`;
  }
}

/** All that happened, to wait for. */
class News {
  readonly all: Happening[] = [];
  #waiting: (() => void)[] = [];

  readonly take = (happening: Happening): void => {
    this.all.push(happening);
    this.#waiting.splice(0).forEach((look) => look());
  };

  /** The happening of a kind, from 1, as soon as it is there. When it does not come, it says what came. */
  async of(what: Happening["what"], number = 1): Promise<Happening> {
    let late: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      const came = () => this.all.map((each) => each.what).join(", ");
      late = setTimeout(() => reject(new Error(`expected '${what}' ${number} times, got ${came()}`)), 10_000);
    });
    try {
      for (;;) {
        const found = this.all.filter((each) => each.what === what)[number - 1];
        if (found !== undefined) {
          return found;
        }
        await Promise.race([new Promise<void>((resolve) => this.#waiting.push(resolve)), tooLate]);
      }
    } finally {
      clearTimeout(late);
    }
  }

  count(what: Happening["what"]): number {
    return this.all.filter((each) => each.what === what).length;
  }
}

export let clock: TurnedClock;
export let site: Site;
export let emulator: Emulator;
export let news: News;
/** The package's own, as a site has it. */
export let client: Client;

beforeEach(async () => {
  clock = new TurnedClock();
  site = new Site();
  news = new News();
  await site.up();
});
afterEach(async () => {
  await emulator.close();
  await site.down();
});

/** Starts an emulator with these types, all done by the site. */
export async function emulate(
  types: Readonly<Record<string, Partial<TypeSettings>>>,
  target: Partial<TargetSettings> = {},
): Promise<void> {
  const settings = {
    ...DEFAULTS,
    port: 0,
    others: undefined,
    types: new Map(
      Object.entries(types).map(([name, own]) => [name, { ...TYPE_DEFAULTS, target: "site", ...own }]),
    ),
    targets: new Map([["site", { ...TARGET_DEFAULTS, url: site.url, ...target }]]),
  };
  emulator = await Emulator.start({ settings, key: KEY, secret: TEST_SECRET, clock, random: () => 0 });
  emulator.onHappening(news.take);
  client = createClient({ url: emulator.url, key: KEY, deployment: "" });
}
