// The only route of the site of NextRestartsTest. It writes each job's effect with `once`, and kills its own
// process at chances.
//
// DATABASE_URL     where the effects go, with the inbox
// ATTEMPTS         the file that gets a line for each attempt: number, fence
// DEATHS           the file that gets a line before the process kills itself: "before" or "after" the effect,
//                  number
// KILL_PER_MILLE   of 1,000 attempts, so many kill it before the effect, and as many between effect and answer
// SEED             where the chances come from, a whole number
import { appendFileSync } from "node:fs";
import pg from "pg";
import { once } from "towpath/pg";
import { serve } from "towpath/next";

let pool;
let drawn = 0;

/** Below 1, by mulberry32. */
function chance() {
  let x = (Number(process.env.SEED) + 0x6d2b79f5 * ++drawn) | 0;
  x = Math.imul(x ^ (x >>> 15), x | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
}

function die(when, number) {
  appendFileSync(process.env.DEATHS, `${when} ${number}\n`);
  process.kill(process.pid, "SIGKILL");
}

async function write(number, ctx) {
  pool ??= new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 5 });
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await once(client, ctx, () => client.query("INSERT INTO effect (number) VALUES ($1)", [number]));
    await client.query("COMMIT");
  } catch (e) {
    await client.query("ROLLBACK");
    throw e;
  } finally {
    client.release();
  }
}

export const POST = serve({
  "article.publish": async ({ number }, ctx) => {
    appendFileSync(process.env.ATTEMPTS, `${number} ${ctx.fence}\n`);
    const kills = Number(process.env.KILL_PER_MILLE ?? 0) / 1000;
    const drew = chance();
    if (drew < kills) {
      die("before", number);
    }
    await write(number, ctx);
    if (drew >= 1 - kills) {
      die("after", number);
    }
  },
});
