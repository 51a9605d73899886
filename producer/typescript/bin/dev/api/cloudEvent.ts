import type { IncomingHttpHeaders } from "node:http";
import { BOUNDS, traceparentOf, withKey, type Draft, type RequestFacts } from "./draft.js";
import { Fields, shown } from "./fields.js";
import type { JsonObject } from "./json.js";

/**
 * Reads a job as a CloudEvent 1.0 in structured form: `type` is the job's type, `data` its payload, our other
 * fields extension attributes in small letters. Without `dedupkey` the event's `source` and `id` together are
 * the dedup key.
 */
export function readEvent(event: JsonObject, facts: RequestFacts, now: number): Draft {
  const fields = new Fields(event);
  const version = fields.text("specversion", 16);
  if (version !== "1.0") {
    fields.add("/specversion", '"1.0"', quoted(version));
  }
  const id = fields.required("id", BOUNDS.dedupKey);
  const source = fields.required("source", BOUNDS.dedupKey);
  const type = fields.required("type", BOUNDS.type);
  const content = fields.text("datacontenttype", 256);
  if (content !== "" && !isJson(content)) {
    fields.add("/datacontenttype", "a media type of JSON", quoted(content));
  }
  if ("data_base64" in event) {
    fields.add("/data_base64", "data as JSON in 'data'", "binary data");
  }
  const group = fields.text("group", BOUNDS.group);
  let dedupKey = fields.text("dedupkey", BOUNDS.dedupKey);
  if (dedupKey === "" && facts.idempotencyKey === "") {
    dedupKey = fields.limited("/id", `${source} ${id}`, BOUNDS.dedupKey);
  }
  const queue = fields.text("queue", BOUNDS.queue);
  const batch = fields.text("batch", BOUNDS.batch);
  const tags = tagsOf(fields);
  const dueAt = fields.due("delay", "runat", now);
  const expiresAt = fields.expiry("expires", dueAt, now);
  const deployment = fields.text("deployment", BOUNDS.batch);
  const traceparent =
    traceparentOf(fields.text("traceparent", BOUNDS.batch)) || traceparentOf(facts.traceparent);
  for (const name of Object.keys(event)) {
    if (name !== "data" && name !== "data_base64" && !/^[a-z0-9]{1,64}$/.test(name)) {
      fields.add("", "attribute names of a-z and 0-9", `'${shown(name)}'`);
    }
  }
  const { problems } = fields;
  const data = event["data"] ?? null;
  const draft = {
    type,
    data,
    group,
    queue,
    batch,
    tags,
    deployment,
    dueAt,
    expiresAt,
    traceparent,
    problems,
  };
  return withKey({ ...draft, dedupKey }, facts.idempotencyKey);
}

/**
 * The attributes of an event in binary mode, from the headers `ce-…`, percent-decoded (HTTP binding
 * 3.1.3.2); undefined when the request is none.
 */
export function attributesOf(headers: IncomingHttpHeaders): JsonObject | undefined {
  if (headers["ce-specversion"] === undefined) {
    return undefined;
  }
  const attributes: JsonObject = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith("ce-")) {
      attributes[name.slice(3)] = decoded(String(value));
    }
  }
  return attributes;
}

/** Whether a media type is one of JSON. */
export function isJson(mediaType: string): boolean {
  const plain = mediaType.split(";", 1)[0]!.trim().toLowerCase();
  return plain === "application/json" || plain.endsWith("+json");
}

function tagsOf(fields: Fields): string[] {
  const all = fields.text("tags", BOUNDS.tags * (BOUNDS.tag + 2));
  const tags = all === "" ? [] : all.split(",").map((tag) => tag.trim());
  if (tags.includes("")) {
    fields.add("/tags", "tags separated by commas", "an empty one");
  }
  if (tags.length > BOUNDS.tags) {
    fields.add("/tags", `at most ${BOUNDS.tags}`, `${tags.length}`);
  }
  return tags.map((tag) => fields.limited("/tags", tag, BOUNDS.tag));
}

function decoded(value: string): string {
  return Buffer.from(
    value.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
}

function quoted(text: string): string {
  return text === "" ? "nothing" : `'${shown(text)}'`;
}
