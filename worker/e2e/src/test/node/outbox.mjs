// Enqueues in transactions of its own database, every third of which is rolled back. It makes the table too.
//
// DATABASE_URL   the database
// JOBS           how many transactions
import { createRequire } from "node:module";
import { enqueue, outboxTable } from "../../../../../producer/typescript/dist/pg.js";

const pg = createRequire(new URL("../../../../../producer/typescript/package.json", import.meta.url))("pg");
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
for (const sql of outboxTable()) {
  await client.query(sql);
}
for (let number = 0; number < Number(process.env.JOBS); number++) {
  await client.query("BEGIN");
  await enqueue("article.publish", { number }, { tx: client, group: number % 2 === 0 ? "even" : undefined });
  await client.query(number % 3 === 0 ? "ROLLBACK" : "COMMIT");
}
await client.end();
