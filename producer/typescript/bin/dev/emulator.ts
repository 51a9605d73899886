import { systemClock, type Clock } from "#serve/clock.js";
import { keyOf, type Key } from "#serve/key.js";
import { Api } from "./api/server.js";
import type { Settings } from "./config/settings.js";
import { Engine } from "./engine/engine.js";
import { Tellers, type Teller } from "./engine/happening.js";
import { Page } from "./page/page.js";
import type { Endpoint } from "./push/push.js";

/** What an emulator is told. */
export interface EmulatorOptions {
  readonly settings: Settings;
  /** The one API key that is good, `tp_<client>_…`. */
  readonly key: string;
  /** What pushes are signed with where the target says nothing, `whsec_…`; empty for nothing. */
  readonly secret: string;
  /** The secret before, while it is changed; empty for none. */
  readonly oldSecret?: string;
  readonly clock?: Clock;
  /** 0 to 1, by chance. */
  readonly random?: () => number;
  readonly fault?: (error: unknown) => void;
}

/** A secret that is none, and of which target. */
export class SecretError extends Error {}

/** A gateway and a worker in one Node process: takes jobs over HTTP, posts them to a site, all in memory. */
export class Emulator {
  private constructor(
    readonly engine: Engine,
    private readonly api: Api,
    private readonly tellers: Tellers,
    readonly port: number,
  ) {}

  /**
   * Starts one that listens on 127.0.0.1.
   *
   * @throws SecretError, and what Node throws, such as EADDRINUSE
   */
  static async start(options: EmulatorOptions): Promise<Emulator> {
    const { settings, key, clock = systemClock, random = Math.random, fault = console.error } = options;
    const tellers = new Tellers();
    const endpoints = await endpointsOf(options);
    const engine = new Engine({ settings, endpoints, clock, random, tell: tellers.tell });
    const site = [...endpoints.values()].map(({ url }) => url).join(", ");
    const page = new Page(engine, site, () => clock.now());
    const api = new Api({ settings, engine, key, page, clock, fault });
    const port = await api.listen(settings.port);
    return new Emulator(engine, api, tellers, port);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Has somebody told what happens. @returns what ends it */
  onHappening(teller: Teller): () => void {
    return this.tellers.add(teller);
  }

  async close(): Promise<void> {
    this.engine.close();
    await this.api.close();
  }
}

async function endpointsOf(options: EmulatorOptions): Promise<Map<string, Endpoint>> {
  const endpoints = new Map<string, Endpoint>();
  for (const [name, target] of options.settings.targets) {
    if (target.url === "") {
      continue;
    }
    const secrets = [target.secret || options.secret, target.oldSecret || (options.oldSecret ?? "")];
    const keys = await Promise.all(secrets.filter((each) => each !== "").map((each) => key(name, each)));
    endpoints.set(name, { url: target.url, keys, signed: target.ack === "signed" });
  }
  return endpoints;
}

async function key(target: string, secret: string): Promise<Key> {
  const key = await keyOf(secret);
  if (key === undefined) {
    throw new SecretError(
      `the signing secret of target ${target} is none: expected whsec_ and the base64 of at least 16 bytes`,
    );
  }
  return key;
}
