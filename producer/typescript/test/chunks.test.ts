import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { createClient, type Job } from "../src/index.js";

/**
 * A gateway that, like some servers, looks at a chunk only when its end has come, and Node's fetch sends that
 * only with the next chunk or at the end of all.
 */
function strictGateway(): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = "";
    let head = true;
    let line = 0;
    const say = (json: object) => {
      const answer = `${JSON.stringify(json)}\n`;
      socket.write(`${answer.length.toString(16)}\r\n${answer}\r\n`);
    };
    socket.on("error", () => {});
    socket.on("data", (data) => {
      text += data.toString("latin1");
      if (head) {
        const end = text.indexOf("\r\n\r\n");
        if (end < 0) {
          return;
        }
        const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text.slice(0, end + 2))?.[1];
        const body = text.slice(end + 4);
        if (body.length < Number(length ?? 0)) {
          return;
        }
        head = false;
        // Of known length: one chunk, as it were, and the end.
        text = length === undefined ? body : `${Number(length).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
        socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n");
      }
      for (;;) {
        const chunk = /^([0-9a-f]+)\r\n/.exec(text);
        const from = chunk?.[0].length ?? 0;
        const length = Number.parseInt(chunk?.[1] ?? "", 16);
        if (chunk === null || text.length < from + length + 2) {
          return;
        }
        const lines = text.slice(from, from + length);
        text = text.slice(from + length + 2);
        if (length === 0) {
          say({ end: "complete", lines: line, accepted: line, refused: 0 });
          socket.write("0\r\n\r\n");
          head = true;
          line = 0;
        }
        for (const one of lines.split("\n").slice(0, -1)) {
          line++;
          if (one !== "") {
            say({ line, id: `job-${line}`, duplicate: false });
          }
        }
      }
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () => {
          server.close();
          sockets.forEach((socket) => socket.destroy());
        },
      });
    });
  });
}

test("a source that waits for a result before it goes on gets it", { timeout: 20_000 }, async () => {
  const gateway = await strictGateway();
  try {
    const client = createClient({ url: gateway.url, key: "tp_site_x" });
    let told = () => {};
    async function* jobs(): AsyncGenerator<Job> {
      for (let number = 0; number < 3; number++) {
        const result = new Promise<void>((resolve) => (told = resolve));
        yield { type: "a", data: { number } };
        await result;
      }
    }
    const ids: (string | undefined)[] = [];
    for await (const result of client.enqueueMany(jobs())) {
      ids.push(result.id);
      told();
    }
    assert.equal(ids.length, 3);
  } finally {
    gateway.close();
  }
});

test("calls of one tick are told of at once", { timeout: 20_000 }, async () => {
  const gateway = await strictGateway();
  try {
    const client = createClient({ url: gateway.url, key: "tp_site_x" });
    const jobs = await Promise.all([1, 2, 3].map((number) => client.enqueue("a", { number })));
    assert.deepEqual(
      jobs.map((job) => job.id),
      ["job-1", "job-2", "job-3"],
    );
  } finally {
    gateway.close();
  }
});
