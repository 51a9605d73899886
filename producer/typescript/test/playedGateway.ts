import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A job as it arrived. */
export interface Arrived {
  type: string;
  data?: unknown;
  dedupKey?: string;
  [field: string]: unknown;
}

/** A request as it arrived; the body of many jobs may be still on its way. */
export interface Request {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  jobs: Arrived[];
}

/** What is done with one line: an answer, or the connection is cut, or the stream is stopped. */
export type LineAnswer = object | "cut" | "silence" | { stop: object };

/** A small HTTP server that plays the gateway, by the rules of docs/http-api.md. */
export class PlayedGateway {
  /** All requests, in the order of their arrival. */
  readonly requests: Request[] = [];
  /** Stored jobs by their dedup key, so that a repeat gets the same id. */
  readonly stored = new Map<string, { id: string; job: Arrived }>();
  /** Answers requests in place of the gateway; false to leave one to it. */
  before: (request: Request, response: ServerResponse) => boolean = () => false;
  /** Answers a line in place of the gateway; undefined to leave it to it. */
  line: (job: Arrived, line: number, request: Request) => LineAnswer | undefined = () => undefined;
  /** What has become of each job. */
  states: (id: string) => object = (id) => ({ id, state: "accepted" });
  #server: Server;
  url = "";
  /** How many were made so far. */
  connections = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on("connection", () => this.connections++);
  }

  static async start(): Promise<PlayedGateway> {
    const gateway = new PlayedGateway();
    await new Promise<void>((resolve) => gateway.#server.listen(0, "127.0.0.1", resolve));
    gateway.url = `http://127.0.0.1:${(gateway.#server.address() as AddressInfo).port}`;
    return gateway;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known: Request = {
      method: request.method!,
      path: request.url!,
      headers: request.headers,
      jobs: [],
    };
    this.requests.push(known);
    try {
      if (request.headers["content-type"] === "application/x-ndjson") {
        if (!this.before(known, response)) {
          await this.#lines(request, response, known);
        }
        return;
      }
      let body = "";
      for await (const chunk of request) {
        body += String(chunk);
      }
      if (body !== "") {
        known.jobs.push(JSON.parse(body) as Arrived);
      }
      if (this.before(known, response)) {
        return;
      }
      const id = decodeURIComponent(known.path.slice("/v1/jobs/".length));
      if (known.method === "POST") {
        json(response, 202, this.store(known.jobs[0]!));
      } else if (known.method === "GET") {
        json(response, 200, this.states(id));
      } else {
        json(response, 202, { id, state: "cancelling" });
      }
    } catch {
      response.destroy();
    }
  }

  async #lines(request: IncomingMessage, response: ServerResponse, known: Request): Promise<void> {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    let rest = "";
    let line = 0;
    let accepted = 0;
    for await (const chunk of request) {
      rest += String(chunk);
      const lines = rest.split("\n");
      rest = lines.pop()!;
      let text = "";
      for (const one of lines) {
        line++;
        if (one === "") {
          continue;
        }
        const job = JSON.parse(one) as Arrived;
        known.jobs.push(job);
        const answer = this.line(job, line, known) ?? this.store(job);
        if (answer === "cut") {
          response.write(text, () => response.destroy());
          return;
        }
        if (answer === "silence") {
          response.write(text);
          return;
        }
        if ("stop" in answer) {
          response.end(`${text}${JSON.stringify({ end: "stopped", lines: line - 1, error: answer.stop })}\n`);
          return;
        }
        accepted += "id" in answer ? 1 : 0;
        text += `${JSON.stringify({ line, ...answer })}\n`;
      }
      response.write(text);
    }
    response.end(`${JSON.stringify({ end: "complete", lines: line, accepted, refused: line - accepted })}\n`);
  }

  /** Stores a job: once under its dedup key. */
  store(job: Arrived): { id: string; duplicate: boolean } {
    const key = `${job.type}|${String(job["group"])}|${job.dedupKey ?? Math.random()}`;
    const known = this.stored.get(key);
    const id = known?.id ?? `default_0_${String(this.stored.size + 1).padStart(26, "0")}`;
    if (known === undefined) {
      this.stored.set(key, { id, job });
    }
    return { id, duplicate: known !== undefined };
  }
}

/** Answers with JSON, or with a problem document for a status from 400. */
export function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.end(JSON.stringify(body));
}

/** A problem as the gateway writes it. */
export function problem(code: string, retryable: boolean, detail = `the detail of ${code}`): object {
  return { type: `/errors/${code}`, title: "a title", code, detail, retryable };
}
