// Sends events as the npm package cloudevents writes them, in all modes of the HTTP binding.
//
// TOWPATH, TOWPATH_KEY   the gateway
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../../../producer/typescript/package.json", import.meta.url));
const { CloudEvent, HTTP } = require("cloudevents");

const event = (id, group) =>
  new CloudEvent({ id, type: "article.publish", source: "/cms", data: { id }, ...(group && { group }) });

async function send(mode, { headers, body }) {
  const answer = await fetch(`${process.env.TOWPATH}/v1/jobs`, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${process.env.TOWPATH_KEY}` },
    body,
  });
  console.log(mode, answer.status, (await answer.text()).replaceAll("\n", " "));
}

await send("binary", HTTP.binary(event("binary-1", "article-1")));
await send("structured", HTTP.structured(event("structured-1", "article-1")));
await send("batch", {
  headers: { "content-type": "application/cloudevents-batch+json" },
  body: JSON.stringify([event("batch-1"), event("batch-2", "article-1")]),
});
await send("binary", HTTP.binary(event("binary-1", "article-1")));
