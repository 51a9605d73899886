import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EpochLog } from "../../src/cache/epochLog.js";
import { withEpochs } from "../../src/cache/pageCache.js";
import { showCacheWatch, type CacheWatch } from "../../src/revalidate/cacheWatch.js";
import { MemoryStore } from "../cache/memoryStore.js";

/** What `revalidateTag` was given. */
type Call = [tag: string, profile: string | { expire: number }];

/**
 * What Next.js does to calls: nothing, until the handler's answer begins; then its cache handlers are told,
 * and nobody hears of what they say.
 */
export class PlayedNext {
  readonly tags: Call[] = [];
  readonly paths: string[] = [];
  readonly store = new MemoryStore();
  readonly log = new EpochLog(this.store, "played");
  private pending: { tag: string; durations: { expire: number } | undefined }[] = [];
  private readonly handler: InstanceType<typeof Kept>;

  /** @param expiries of `cacheLife` profiles, in seconds */
  constructor(private readonly expiries: Record<string, number> = { max: 31_536_000 }) {
    show(this.log);
    this.handler = new (withEpochs(Kept))();
    this.log.use(["articles", "a", "b", "_N_T_/blog"]);
  }

  /** For `revalidate`. */
  readonly functions = {
    revalidateTag: (tag: string, profile: string | { expire: number }) => {
      this.tags.push([tag, profile]);
      const durations = typeof profile === "string" ? { expire: this.expiries[profile]! } : profile;
      this.pending.push({ tag, durations });
    },
    revalidatePath: (path: string) => {
      this.paths.push(path);
      this.pending.push({ tag: `_N_T_${path}`, durations: undefined });
    },
  };

  /** The answer begins. */
  async flush(): Promise<void> {
    for (const { tag, durations } of this.pending.splice(0)) {
      await this.handler.revalidateTag([tag], durations).catch(() => {});
    }
  }

  /** Has the cache handler refuse from now on. */
  breakHandler(reason: string): void {
    this.handler.broken = reason;
  }

  [Symbol.dispose](): void {
    show(undefined);
  }
}

class Kept {
  broken: string | undefined;
  async get() {}
  async set() {}
  async revalidateTag(_tags: string | string[], _durations?: { expire?: number }) {
    if (this.broken !== undefined) {
      throw new Error(this.broken);
    }
  }
}

function show(watch: CacheWatch | undefined): void {
  showCacheWatch(watch as CacheWatch);
}

/** A site whose page says in turn what it is told to; the last one over and over. */
export async function siteOf(...answers: Record<string, string | number>[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { status = 200, ...headers } = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(request.url!);
    response.writeHead(Number(status), headers).end("page");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
