import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pg from "pg";

const READY = "database system is ready to accept connections";

/** A real PostgreSQL of its own, in a temporary folder, reached by a socket in it. */
export class Postgres implements AsyncDisposable {
  private constructor(
    private readonly folder: string,
    private readonly server: ChildProcess,
    readonly pool: pg.Pool,
  ) {}

  /** Where the server's programs are; undefined when this machine has none. */
  static programs(): string | undefined {
    const debian = "/usr/lib/postgresql";
    const versions = existsSync(debian)
      ? readdirSync(debian).map((version) => join(debian, version, "bin"))
      : [];
    const folders = [...(process.env.PATH ?? "").split(delimiter), ...versions];
    return folders.find(
      (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")),
    );
  }

  static async start(programs: string): Promise<Postgres> {
    const folder = mkdtempSync(join(tmpdir(), "towpath-postgres-"));
    const user = serverUser();
    if (user !== undefined) {
      chownSync(folder, user.uid, user.gid);
    }
    const data = join(folder, "data");
    const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
    execFileSync(join(programs, "initdb"), initdb, { ...user, cwd: folder, stdio: "pipe" });
    const server = spawn(join(programs, "postgres"), ["-D", data, "-k", folder, "-h", "", "-F"], {
      ...user,
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await ready(server);
    const pool = new pg.Pool({ host: folder, user: "postgres", database: "postgres", max: 20 });
    // A connection that a test cuts says so to whoever uses it; nobody else need hear it.
    pool.on("error", () => {});
    pool.on("connect", (client) => client.on("error", () => {}));
    return new Postgres(folder, server, pool);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.server.once("exit", resolve));
    // It cuts the connections that a test which failed may have left.
    this.server.kill("SIGINT");
    await ended;
    void this.pool.end();
    rmSync(this.folder, { recursive: true });
  }
}

/** PostgreSQL refuses to run as root; its own user does then. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const id = (which: string) => Number(execFileSync("id", [which, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

async function ready(server: ChildProcess): Promise<void> {
  let log = "";
  await new Promise<void>((resolve, reject) => {
    server.once("exit", (code) =>
      reject(new Error(`postgres ended with ${code} before it was ready: ${log}`)),
    );
    server.stderr!.on("data", (chunk) => {
      log += chunk;
      if (log.includes(READY)) {
        resolve();
      }
    });
  });
}
