import type { Durations, EpochStore } from "./epoch.js";
import { isBuilding, ownLog } from "./ownLog.js";
import { prerenderedTags } from "./prerendered.js";

/** A cache handler as `cacheHandler` of next.config names one: pages, routes and fetches. */
export interface PageCache {
  get(key: string, context: any): Promise<any>;
  set(key: string, data: any, context: any): Promise<void>;
  revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void>;
}

/** Its class; Next.js makes one for each request. */
export type PageCacheClass = new (...args: any[]) => PageCache;

const NAME = "cacheHandler";

/**
 * A cache handler that also records what it has applied. Everything else is as in the one that it is made of.
 *
 * @param store where the site's cache handlers tell each other; default: a folder of this host
 */
export function withEpochs<C extends PageCacheClass>(Inner: C, options: { store?: EpochStore } = {}): C {
  return class extends Inner {
    private readonly epochs = ownLog(options.store);

    constructor(...args: any[]) {
      super(...args);
      this.epochs.takePart(NAME, (tags, durations) => super.revalidateTag(tags, durations));
      if (args[0]?.dev === true) {
        this.epochs.callNoneUnused();
      }
      const serverFolder: unknown = args[0]?.serverDistDir;
      if (typeof serverFolder === "string") {
        this.epochs.askForOthers(() => prerenderedTags(serverFolder));
      }
    }

    override async get(key: string, context: any): Promise<any> {
      if (!isBuilding()) {
        await this.epochs.catchUp();
      }
      const found = await super.get(key, context);
      this.epochs.use([...tagsOf(found?.value), ...tagsIn(context)]);
      return found;
    }

    override async set(key: string, data: any, context: any): Promise<void> {
      this.epochs.use([...tagsOf(data), ...tagsIn(context)]);
      await super.set(key, data, context);
    }

    override async revalidateTag(tags: string | string[], durations?: Durations): Promise<void> {
      try {
        await super.revalidateTag(tags, durations);
      } catch (e) {
        this.epochs.refuse(NAME, e);
        throw e;
      }
      await this.epochs.apply(NAME, typeof tags === "string" ? [tags] : tags, durations);
    }
  };
}

/** Of a page or a route, in the header that Next.js keeps them in; of a fetch, as they are. */
function tagsOf(value: any): string[] {
  const header: unknown = value?.headers?.["x-next-cache-tags"];
  return [...(typeof header === "string" ? header.split(",") : []), ...listOf(value?.tags)];
}

function tagsIn(context: any): string[] {
  return listOf(context?.tags);
}

function listOf(tags: unknown): string[] {
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}
