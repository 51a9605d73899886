import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readAnswer, signedRequest, TEST_SECRET, type AnswerLine } from "../src/testing.js";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** Which Next.js, as npm has it. */
const NEXT = process.env.TEST_NEXT ?? "16";

/** A folder with Next.js and this package, as a site has them that installed both. */
export class Installation {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), "towpath-next-"));
    await writeFile(join(folder, "package.json"), '{"name": "sites", "private": true}');
    const { stdout } = await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: PACKAGE });
    const packages = [`next@${NEXT}`, "react@19", "react-dom@19", join(folder, stdout.trim())];
    const quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
    await run("npm", ["install", ...quietly, ...packages], { cwd: folder });
    return new Installation(folder);
  }

  /** Copies a site of this folder there, and builds it. */
  async build(name: string): Promise<NextSite> {
    const folder = join(this.folder, name);
    await cp(join(PACKAGE, "test-next", name), folder, { recursive: true });
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
    let said = "";
    for await (const text of server.stdout.setEncoding("utf8")) {
      said += text;
      if (said.includes("Ready in")) {
        server.stdout.resume();
        return new Running(`http://127.0.0.1:${port}`, server);
      }
    }
    throw new Error(`next start ended before it was ready: ${said}`);
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
  constructor(
    readonly url: string,
    private readonly server: ReturnType<typeof spawn>,
  ) {}

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
    const ended = once(this.server, "exit");
    this.server.kill();
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
