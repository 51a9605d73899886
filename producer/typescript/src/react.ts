"use client";

import { useEffect, useState } from "react";
import { follow } from "./watch/follow.js";
import type { JobView } from "./watch/view.js";

export type { JobView } from "./watch/view.js";
export type { JobState } from "./status.js";

/** Where the hook asks. */
export interface UseJobOptions {
  /** The site's route with `GET = watch()`. Default `/api/towpath`. */
  readonly url?: string | undefined;
}

/** What a page knows of a job. */
export interface WatchedJob {
  /** Undefined until the first word of it is there. */
  readonly job: JobView | undefined;
  /** Why it is no longer watched: the token is over, say. */
  readonly error: Error | undefined;
}

/**
 * A job as it changes: how far it is, until it has ended.
 *
 * ```tsx
 * const { job } = useJob(id, token);
 * return <progress value={job?.part} />;
 * ```
 *
 * @param id the job's; null while there is none
 * @param token what `readToken(id)` gave on the server
 */
export function useJob(
  id: string | null | undefined,
  token: string | null | undefined,
  options: UseJobOptions = {},
): WatchedJob {
  const url = options.url ?? "/api/towpath";
  const [watched, setWatched] = useState<WatchedJob & { readonly of?: string }>(NOTHING);
  useEffect(() => {
    if (!id || !token) {
      return;
    }
    const gone = new AbortController();
    follow({ url, token, signal: gone.signal }, (job) => setWatched({ of: id, job, error: undefined })).catch(
      (error: Error) => {
        if (!gone.signal.aborted) {
          setWatched((last) => ({ of: id, job: last.of === id ? last.job : undefined, error }));
        }
      },
    );
    return () => gone.abort();
  }, [id, token, url]);
  return watched.of === id ? watched : NOTHING;
}

const NOTHING: WatchedJob = { job: undefined, error: undefined };
