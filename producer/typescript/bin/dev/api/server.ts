import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "#serve/clock.js";
import type { Settings } from "../config/settings.js";
import type { Engine } from "../engine/engine.js";
import type { Job } from "../engine/job.js";
import type { Page } from "../page/page.js";
import { answerJson, header, refuse } from "./answers.js";
import { authenticate } from "./keys.js";
import { PostJobs } from "./postJobs.js";
import { Refusal } from "./refusal.js";
import { statusJson } from "./status.js";

/** What a path is answered by. */
type Endpoint = (request: IncomingMessage, response: ServerResponse, last: string) => void | Promise<void>;

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: Endpoint;
}

/** What the API is made of. */
export interface ApiOptions {
  readonly settings: Settings;
  readonly engine: Engine;
  /** The one API key that is good. */
  readonly key: string;
  readonly page: Page;
  readonly clock: Clock;
  /** Told of what must not happen. */
  readonly fault: (error: unknown) => void;
}

/** The gateway's HTTP API, by docs/http-api.md, and the page. */
export class Api {
  readonly #server: Server;
  readonly #routes: readonly Route[];

  constructor(private readonly options: ApiOptions) {
    const { engine, page } = options;
    const posts = new PostJobs(options.settings, engine, () => options.clock.now());
    this.#routes = [
      route("POST", "/v1/jobs", (request, response) =>
        posts.answer(request, response, this.#client(request)),
      ),
      route("GET", "/v1/jobs/:id", (request, response, id) =>
        answerJson(response, 200, statusJson(this.#job(request, id))),
      ),
      route("DELETE", "/v1/jobs/:id", (request, response, id) =>
        this.#cancel(this.#job(request, id), response),
      ),
      route("GET", "/healthz", (_, response) => answerJson(response, 200, { status: "up" })),
      route("GET", "/readyz", (_, response) => answerJson(response, 200, { status: "ready", checks: [] })),
      route("GET", "/", (request, response) => page.answer(request, response)),
      route("GET", "/rows", (request, response) => page.answerRows(request, response)),
      route("POST", "/again/:id", (request, response, id) => page.again(request, response, id)),
    ];
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // A stream of lines may last.
    this.#server.requestTimeout = 0;
  }

  /** Listens on 127.0.0.1. @returns the port. @throws what Node throws, such as EADDRINUSE */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const path = (request.url ?? "/").split("?", 1)[0]!;
      const fitting = this.#routes.filter((each) => each.path.test(path));
      const found = fitting.find((each) => each.method === request.method);
      if (fitting.length === 0) {
        throw new Refusal("TP-1014", "no such path; docs/http-api.md describes those there are");
      }
      if (found === undefined) {
        const allowed = fitting.map((each) => each.method).join(", ");
        response.setHeader("allow", allowed);
        throw new Refusal("TP-1015", `expected ${allowed} on this path`);
      }
      await found.answer(request, response, found.path.exec(path)![1] ?? "");
    } catch (e) {
      this.#failed(request, response, e);
    }
  }

  #failed(request: IncomingMessage, response: ServerResponse, e: unknown): void {
    const hasGone = request.errored !== null || response.destroyed;
    if (!(e instanceof Refusal) && !hasGone) {
      this.options.fault(e);
    }
    if (response.headersSent || hasGone) {
      response.destroy();
      return;
    }
    const detail =
      "the emulator has a fault, its terminal says where. Whether the job is stored is not known; sending " +
      "it again with the same dedup key is safe";
    refuse(request, response, e instanceof Refusal ? e : new Refusal("TP-1019", detail));
  }

  #client(request: IncomingMessage): string {
    return authenticate(header(request, "authorization"), this.options.key);
  }

  #job(request: IncomingMessage, id: string): Job {
    const client = this.#client(request);
    const job = this.options.engine.find(id);
    if (job === undefined || job.client !== client) {
      throw new Refusal(
        "TP-1011",
        "this installation never issued such a job id to this client; check the id for a copying mistake",
      );
    }
    return job;
  }

  #cancel(job: Job, response: ServerResponse): void {
    const before = statusJson(job);
    const ended = job.settledAt > 0;
    this.options.engine.cancel(job);
    if (ended) {
      answerJson(response, 200, before);
      return;
    }
    response.setHeader("location", `/v1/jobs/${job.id}`);
    answerJson(response, 202, { id: job.id, state: "cancelling" });
  }
}

/** @param path whose part `:id` is one that has no slash */
function route(method: string, path: string, answer: Endpoint): Route {
  return { method, path: new RegExp(`^${path.replace(":id", "([^/]+)")}$`), answer };
}
