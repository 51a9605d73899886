import { execFile, spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { readAnswer, signedRequest, TEST_SECRET, type AnswerLine } from "../src/testing.js";

const run = promisify(execFile);
/** What a site in TypeScript has besides. */
const BESIDE = ["react@19", "react-dom@19", "typescript@5", "@types/node@20", "@types/react@19"];
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** A folder with Next.js and this package, as a site has them that installed both. */
export class Installation {
  private constructor(private readonly folder: string) {}

  /** @param version of Next.js, as npm has it: `15` is the newest of those */
  static async make(version: string): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), "towpath-next-"));
    await writeFile(join(folder, "package.json"), '{"name": "sites", "private": true}');
    const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: PACKAGE });
    const packages = [`next@${version}`, ...BESIDE, join(folder, stdout.trim())];
    const quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    await run("npm", ["install", ...quietly, ...packages], { cwd: folder });
    return new Installation(folder);
  }

  /**
   * Copies a site of this folder there, and builds it.
   *
   * @param renamed files of its that are called something else there
   */
  async build(name: string, renamed: Record<string, string> = {}): Promise<NextSite> {
    const folder = join(this.folder, name);
    await cp(join(PACKAGE, "test-next", name), folder, { recursive: true });
    for (const [from, to] of Object.entries(renamed)) {
      await rename(join(folder, from), join(folder, to));
    }
    const site = new NextSite(folder, join(this.folder, "node_modules/next/dist/bin/next"));
    await site.build();
    return site;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A built site, whose pages show what stands in one file. */
export class NextSite {
  private readonly file: string;

  constructor(
    private readonly folder: string,
    private readonly next: string,
  ) {
    this.file = join(folder, "content.txt");
  }

  /** What the pages show, as soon as they are made anew. */
  async write(content: string): Promise<void> {
    await writeFile(this.file, content);
  }

  async build(): Promise<void> {
    await this.write("built");
    await run("nice", ["-n", "15", process.execPath, this.next, "build"], {
      cwd: this.folder,
      env: this.env({}),
    });
  }

  async start(env: Record<string, string> = {}): Promise<Running> {
    const port = await freePort();
    const server = spawn(process.execPath, [this.next, "start", "-p", String(port), "-H", "127.0.0.1"], {
      cwd: this.folder,
      env: this.env(env),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const running = new Running(`http://127.0.0.1:${port}`, server);
    await running.ready();
    return running;
  }

  private env(env: Record<string, string>): Record<string, string | undefined> {
    const set = {
      TEST_CONTENT: this.file,
      NEXT_TELEMETRY_DISABLED: "1",
      TOWPATH_SIGNING_SECRET: TEST_SECRET,
    };
    // Of the test runner's own, whose children would report to it.
    return { ...process.env, NODE_TEST_CONTEXT: undefined, ...set, ...env };
  }
}

/** A page as a visitor gets it. */
export interface Visit {
  /** What it shows of the file. */
  shows: string;
  /** `x-nextjs-cache`. */
  cache: string | null;
}

/** A process of `next start`. */
export class Running {
  private said = "";
  private readonly ended: Promise<unknown>;

  constructor(
    readonly url: string,
    private readonly server: ChildProcessByStdio<null, Readable, null>,
  ) {
    this.ended = once(server, "close");
    server.stdout.setEncoding("utf8").on("data", (text: string) => (this.said += text));
  }

  /** Waits until it listens. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.stdout.on("data", () => this.said.includes("Ready in") && resolve());
      this.server.on("close", () => reject(new Error(`next start ended before it was ready: ${this.said}`)));
    });
  }

  /** Stops it. @returns all that it printed */
  async stop(): Promise<string> {
    this.server.kill();
    await this.ended;
    return this.said;
  }

  async visit(path: string): Promise<Visit> {
    const response = await fetch(`${this.url}${path}`);
    const shows = /<p>[a-z]+: (?:<!-- -->)?([^<]*)<\/p>/.exec(await response.text())?.[1] ?? "";
    return { shows, cache: response.headers.get("x-nextjs-cache") };
  }

  /**
   * Visits until the page shows something. Where the store of epochs takes longer than 5 ms, which happens on
   * a busy machine, a visitor may get the old page once more.
   */
  async visitUntil(path: string, shows: string): Promise<Visit> {
    for (let visits = 1; ; visits++) {
      const visit = await this.visit(path);
      if (visit.shows === shows || visits === 20) {
        return visit;
      }
    }
  }

  /** Visits until the page comes out of the cache over and over: nothing old is being taken over any more. */
  async visitUntilKept(path: string): Promise<Visit> {
    for (let kept = 0, visits = 1; ; visits++) {
      const visit = await this.visit(path);
      kept = visit.cache === "HIT" ? kept + 1 : 0;
      if (kept === 4 || visits === 40) {
        return visit;
      }
    }
  }

  /** Posts a job as a worker does. @returns the answer's lines, and its status */
  async push(
    type: string,
    data: unknown,
  ): Promise<{ status: number; lines: AnswerLine[]; ending: AnswerLine }> {
    const request = await signedRequest(type, data, { secret: TEST_SECRET, url: `${this.url}/api/towpath` });
    const response = await fetch(request);
    const lines = await readAnswer(response, request);
    return { status: response.status, lines, ending: lines.at(-1)! };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
