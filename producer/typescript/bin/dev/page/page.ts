import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { header } from "../api/answers.js";
import { Refusal } from "../api/refusal.js";
import type { Engine } from "../engine/engine.js";
import { escaped } from "./escaped.js";
import { rowsHtml } from "./rows.js";
import { SCRIPT, STYLE } from "./assets.js";

const HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * A page that shows the jobs, for whoever sits at this machine: no other site may read it, or press its
 * buttons.
 */
export class Page {
  constructor(
    private readonly engine: Engine,
    /** Where jobs are posted to, for people. */
    private readonly site: string,
    private readonly now: () => number,
  ) {}

  answer(request: IncomingMessage, response: ServerResponse): void {
    const nonce = randomBytes(16).toString("base64");
    html(request, response, nonce, this.#page(nonce, request.url ?? "/"));
  }

  /** The part of the page that changes. */
  answerRows(request: IncomingMessage, response: ServerResponse): void {
    html(request, response, "", this.#rows(request.url ?? "/"));
  }

  /** The button beside a dead letter. */
  again(request: IncomingMessage, response: ServerResponse, id: string): void {
    checkHost(request);
    const from = header(request, "sec-fetch-site") || "same-origin";
    if (from !== "same-origin" || !isOwn(header(request, "origin"), header(request, "host"))) {
      throw new Refusal("TP-1009", "the button works on the emulator's own page alone; nothing was run");
    }
    request.resume();
    const job = this.engine.find(id);
    if (job === undefined || this.engine.again(job) === undefined) {
      throw new Refusal("TP-1011", `there is no dead letter ${id}; nothing was run`);
    }
    response.writeHead(303, { location: "/" }).end();
  }

  #rows(url: string): string {
    const only = new URL(url, "http://localhost").searchParams.get("state") ?? "";
    return rowsHtml([...this.engine.jobs()], only, this.now());
  }

  #page(nonce: string, url: string): string {
    return (
      `<!doctype html><html lang="en"><meta charset="utf-8"><title>Towpath dev</title>` +
      `<meta name="viewport" content="width=device-width"><style nonce="${nonce}">${STYLE}</style>` +
      `<h1>Towpath dev</h1><p>An emulator in Node: all of it is in memory. Jobs are posted to ` +
      `<code>${escaped(this.site)}</code>.</p><main id="rows">${this.#rows(url)}</main>` +
      `<script nonce="${nonce}">${SCRIPT}</script></html>`
    );
  }
}

function html(request: IncomingMessage, response: ServerResponse, nonce: string, text: string): void {
  checkHost(request);
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
      `frame-ancestors 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
  });
  response.end(text);
}

/** A name that somebody else has point to this machine (DNS rebinding) is not ours. */
function checkHost(request: IncomingMessage): void {
  if (!HOSTS.test(header(request, "host"))) {
    throw new Refusal("TP-1009", "expected the host localhost or 127.0.0.1; nothing is shown to another");
  }
}

function isOwn(origin: string, host: string): boolean {
  return origin === "" || origin === `http://${host}`;
}
