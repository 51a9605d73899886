import { watching, type WatchOptions } from "../watch/watch.js";
import { send, type PagesRequest, type PagesResponse } from "./pages.js";

/**
 * A route handler that tells browsers how far their jobs are, by server-sent events. Beside `POST` in
 * `app/api/towpath/route.ts`:
 *
 * ```ts
 * export const GET = watch();
 * ```
 *
 * A browser asks with a token of `readToken(id)`, by `useJob(id, token)` of `towpath/react`. The gateway need
 * not be reachable from there, and the API key stays on the server.
 */
export function watch(options: WatchOptions = {}): (request: Request) => Promise<Response> {
  const answer = watching(options);
  return (request) =>
    answer({ authorization: request.headers.get("authorization"), hungUp: request.signal });
}

/**
 * The same as an API route of the Pages Router, in a file of its own such as `pages/api/job.ts`:
 *
 * ```ts
 * export default watchPages();
 * ```
 */
export function watchPages(
  options: WatchOptions = {},
): (req: PagesRequest, res: PagesResponse) => Promise<void> {
  const answer = watching(options);
  return async (req, res) => {
    const hungUp = new AbortController();
    res.once("close", () => hungUp.abort());
    const authorization = req.headers["authorization"];
    await send(
      await answer({
        authorization: typeof authorization === "string" ? authorization : null,
        hungUp: hungUp.signal,
      }),
      res,
      hungUp.signal,
    );
  };
}
