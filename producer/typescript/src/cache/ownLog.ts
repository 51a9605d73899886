import { join } from "node:path";
import { cacheWatch, showCacheWatch } from "../revalidate/cacheWatch.js";
import type { EpochStore } from "./epoch.js";
import { EpochLog } from "./epochLog.js";
import { FileStore } from "./fileStore.js";

/**
 * The epochs of this process, one for all its cache handlers.
 *
 * @param store for all of them from now on; by default the folder of the variable `TOWPATH_CACHE`, else
 *     `.next/cache/towpath` below the working directory
 */
export function ownLog(store?: EpochStore): EpochLog {
  const shown = cacheWatch();
  // Registered by this package alone, perhaps by another copy of this very module.
  if (shown !== undefined) {
    const log = shown as EpochLog;
    if (store !== undefined) {
      log.goOnIn(store);
    }
    return log;
  }
  const folder = process.env.TOWPATH_CACHE || join(process.cwd(), ".next", "cache", "towpath");
  const id = `${process.pid.toString(36)}${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  const log = new EpochLog(store ?? new FileStore(folder), id);
  showCacheWatch(log);
  return log;
}

/** Next.js builds the site now: what it caches is new, so nothing older can be said of it. */
export function isBuilding(): boolean {
  return process.env.NEXT_PHASE === "phase-production-build";
}
