// The site of RouteTest: one route that does jobs, over Node's own HTTP server.
//
// PORT      where it listens
// EFFECTS   the file that gets a line for each effect: job id, fence, number
// ROUTE     "missing" answers 404 to everything
// DIE       "before" or "after": kills the process at the job of that count, before its effect or
//           between effect and answer; DIE_AT is the count
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { readToken } from "../../../../../producer/typescript/dist/index.js";
import { servePages, watchPages } from "../../../../../producer/typescript/dist/next.js";

const { EFFECTS, DIE, DIE_AT, PORT, ROUTE } = process.env;
let jobs = 0;
let release;
const released = new Promise((resolve) => (release = resolve));

const die = (when) => {
  if (DIE === when && jobs >= Number(DIE_AT)) {
    process.kill(process.pid, "SIGKILL");
  }
};

const route = servePages({
  "article.publish": async (data, ctx) => {
    jobs++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    die("before");
    appendFileSync(EFFECTS, `${ctx.id} ${ctx.fence} ${data.number}\n`);
    die("after");
    if (data.number % 50 === 7 && ctx.attempt === 1) {
      throw new Error("not at the first attempt");
    }
  },
  "article.import": async (data, ctx) => {
    for (let row = Number(ctx.cursor || 0); row < data.rows; row++) {
      appendFileSync(EFFECTS, `${ctx.id} ${ctx.fence} ${row}\n`);
      ctx.progress(row / data.rows, `row ${row}`);
      await ctx.checkpoint(String(row + 1));
      if (row % 10 === 9 && row + 1 < data.rows) {
        return ctx.continue();
      }
    }
    ctx.emit("article.publish", { number: 1000 });
  },
  "article.convert": async (data, ctx) => {
    ctx.progress(0.5, "half of it");
    await released;
  },
});
const watch = watchPages({ every: 100 });

createServer((request, response) => {
  if (ROUTE === "missing") {
    response.writeHead(404, { "content-type": "text/html" }).end("<title>Not found</title>");
  } else if (request.url.startsWith("/token/")) {
    void readToken(request.url.slice(7)).then((token) => response.end(token));
  } else if (request.url === "/release") {
    release();
    response.end();
  } else if (request.method === "GET") {
    void watch(request, response);
  } else {
    void route(request, response);
  }
}).listen(Number(PORT), "127.0.0.1", () => console.log("up"));
