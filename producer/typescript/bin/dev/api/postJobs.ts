import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "../config/settings.js";
import type { Engine } from "../engine/engine.js";
import { answerJson, header } from "./answers.js";
import { readBody, readLines } from "./bodies.js";
import { attributesOf, isJson, readEvent } from "./cloudEvent.js";
import { readDraft, type Draft, type RequestFacts } from "./draft.js";
import { isObject, kindOf, readJson, readObject } from "./json.js";
import { lineOf, Refusal, type Problem } from "./refusal.js";

const LINES = "application/x-ndjson";
const EVENT = "application/cloudevents+json";
const EVENTS = "application/cloudevents-batch+json";
const MOST_PROBLEMS_OF_A_LINE = 10;

/** `POST /v1/jobs`. */
export class PostJobs {
  constructor(
    private readonly settings: Settings,
    private readonly engine: Engine,
    private readonly now: () => number,
  ) {}

  async answer(request: IncomingMessage, response: ServerResponse, client: string): Promise<void> {
    if (request.headers["content-encoding"] !== undefined) {
      throw new Refusal(
        "TP-1012",
        "expected a body without Content-Encoding, got one with it; nothing was stored. Send it uncompressed",
      );
    }
    const idempotencyKey = header(request, "idempotency-key");
    const facts = { idempotencyKey, traceparent: header(request, "traceparent") };
    const type = header(request, "content-type").split(";", 1)[0]!.trim().toLowerCase();
    if (type === LINES) {
      await this.#lines(request, response, facts, client);
      return;
    }
    const read = this.#reader(request, type, facts);
    const body = await readBody(request, this.settings.maxBody);
    if (type === EVENTS) {
      const { whole, json } = this.#batch(body, facts, client);
      answerJson(response, whole ? 202 : 207, json);
      return;
    }
    const job = this.engine.submit(read(body), client);
    response.setHeader("location", `/v1/jobs/${job.id}`);
    answerJson(response, 202, job);
  }

  /** What a body of this type is read by. */
  #reader(request: IncomingMessage, type: string, facts: RequestFacts): (body: Buffer) => Draft {
    if (type === EVENT || type === EVENTS) {
      return (body) => readEvent(readObject(body), facts, this.now());
    }
    const attributes = attributesOf(request.headers);
    if (attributes !== undefined && (type === "" || isJson(type))) {
      return (body) => {
        const data = body.byteLength === 0 ? {} : { data: readJson(body) };
        return readEvent({ ...attributes, ...data }, facts, this.now());
      };
    }
    if (type === "application/json") {
      return (body) => readDraft(readObject(body), facts, this.now());
    }
    throw new Refusal(
      "TP-1012",
      `expected a Content-Type of application/json, ${LINES}, ${EVENT} or ${EVENTS}, got ` +
        `${type === "" ? "none" : "another"}; nothing was stored`,
    );
  }

  #batch(body: Buffer, facts: RequestFacts, client: string): { whole: boolean; json: object } {
    const events = readJson(body);
    if (!Array.isArray(events)) {
      throw wrong({ pointer: "", expected: "an array of CloudEvents", got: kindOf(events) });
    }
    if (facts.idempotencyKey !== "") {
      throw wrong({
        pointer: "",
        expected: "no header Idempotency-Key on many jobs",
        got: "one",
        hint: "give each event an id or a dedupkey of its own",
      });
    }
    const results = events.map((event: unknown) =>
      this.#result(() => {
        if (!isObject(event)) {
          throw wrong({ pointer: "", expected: "a CloudEvent", got: kindOf(event) });
        }
        return this.engine.submit(readEvent(event, facts, this.now()), client);
      }),
    );
    const accepted = results.filter((result) => "id" in result).length;
    const refused = results.length - accepted;
    return { whole: refused === 0, json: { accepted, refused, results } };
  }

  /** Jobs as lines: each has its result while later ones are read. */
  async #lines(request: IncomingMessage, response: ServerResponse, facts: RequestFacts, client: string) {
    if (facts.idempotencyKey !== "") {
      throw new Refusal(
        "TP-1004",
        "expected no header Idempotency-Key on many jobs, got one; nothing was stored. Give each line a " +
          "dedupKey of its own",
      );
    }
    response.writeHead(200, { "content-type": LINES });
    let lines = 0;
    let accepted = 0;
    let refused = 0;
    for await (const { bytes, length } of readLines(request, this.settings.maxLine)) {
      lines++;
      if (length === bytes.byteLength && /^[ \t\r]*$/.test(bytes.toString("latin1"))) {
        continue;
      }
      const result = this.#result(() => {
        if (length > this.settings.maxLine) {
          throw new Refusal(
            "TP-1017",
            `expected a line of at most ${this.settings.maxLine} bytes, got ${length}; its job is not stored`,
          );
        }
        return this.engine.submit(readDraft(readObject(bytes), facts, this.now()), client);
      });
      "id" in result ? accepted++ : refused++;
      await write(response, { line: lines, ...result });
    }
    response.end(`${JSON.stringify({ end: "complete", lines, accepted, refused })}\n`);
  }

  #result(submit: () => { id: string; duplicate: boolean }): object {
    try {
      return submit();
    } catch (e) {
      if (!(e instanceof Refusal)) {
        throw e;
      }
      return { error: e.shortened(MOST_PROBLEMS_OF_A_LINE).toJson() };
    }
  }
}

/** Writes a line; waits when its reader is behind. */
async function write(response: ServerResponse, json: object): Promise<void> {
  if (!response.write(`${JSON.stringify(json)}\n`) && !response.destroyed) {
    await new Promise<void>((resolve) => {
      const goOn = () => {
        response.off("drain", goOn).off("close", goOn);
        resolve();
      };
      response.on("drain", goOn).on("close", goOn);
    });
  }
}

function wrong(problem: Problem): Refusal {
  return new Refusal("TP-1004", `nothing is stored. ${lineOf(problem)}`, [problem]);
}
