import type { IncomingMessage, ServerResponse } from "node:http";
import type { Refusal } from "./refusal.js";

/** A header of a request; empty for none. */
export function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0]! : (value ?? "");
}

export function answerJson(response: ServerResponse, status: number, json: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(json));
}

/** Answers with a problem. A body that was not read ends the connection. */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (!request.complete) {
    response.setHeader("connection", "close");
    request.resume();
  }
  if (refusal.status === 401) {
    response.setHeader("www-authenticate", 'Bearer realm="towpath"');
  }
  response.writeHead(refusal.status, {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(refusal.toJson()));
}
