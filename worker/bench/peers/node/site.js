/**
 * A site that does nothing with the jobs that a worker of Towpath pushes to it:
 *
 *     npm ci && TOWPATH_SIGNING_SECRET=whsec_… node site.js TYPE WARM COUNT
 *
 * It is Node's own server around the route of `towpath/next`; Next.js comes on top. It prints its port, and
 * one line of JSON with the rate when it has done COUNT jobs after WARM others, from the last of these on.
 */
import { createServer } from "node:http";
import { servePages } from "towpath/next";
import { now } from "./figures.js";

const [type, warm, count] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
let done = 0;
let from = 0;
let seen = 0;

setInterval(() => {
  if (done === seen) {
    console.error(`${done} of ${warm + count} jobs were done, and none in the last minute`);
    process.exit(1);
  }
  seen = done;
}, 60_000);

const route = servePages({
  [type]: async () => {
    done++;
    if (done === warm) {
      from = now();
    } else if (done === warm + count) {
      console.log(JSON.stringify({ rate: (count * 1000) / (now() - from) }));
    }
  },
});
const server = createServer(route).listen(0, "127.0.0.1", () => console.log(server.address().port));
