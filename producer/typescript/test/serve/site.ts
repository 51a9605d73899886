import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A real HTTP server for one test. */
export interface Site extends AsyncDisposable {
  url: string;
}

/** Serves by Node's own request and response, as the Pages Router does. */
export async function pagesSite(
  listener: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
): Promise<Site> {
  return listen(createServer((req, res) => void listener(req, res)));
}

/** Serves by Request and Response, as the App Router does. */
export async function appSite(route: (request: Request) => Promise<Response>): Promise<Site> {
  return pagesSite(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) {
      chunks.push(chunk);
    }
    const hungUp = new AbortController();
    res.once("close", () => hungUp.abort());
    const request = new Request(`http://${req.headers.host}${req.url}`, {
      method: req.method!,
      headers: req.headers as Record<string, string>,
      body: Buffer.concat(chunks),
      signal: hungUp.signal,
    });
    const response = await route(request);
    res.writeHead(response.status, Object.fromEntries(response.headers));
    res.flushHeaders();
    const reader = response.body!.getReader();
    res.once("close", () => void reader.cancel());
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      res.write(read.value);
    }
    res.end();
  });
}

async function listen(server: Server): Promise<Site> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/towpath`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Something that happens once, to wait for. */
export function event<T = void>(): { happened: Promise<T>; happens: (value: T) => void } {
  let happens!: (value: T) => void;
  const happened = new Promise<T>((resolve) => (happens = resolve));
  return { happened, happens };
}
