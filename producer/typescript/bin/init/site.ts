import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "../dev/config/environment.js";

/** What a site's folder tells of it. Paths are relative to it, with slashes. */
export interface Site {
  /** What a site's `.towpath` keeps of an earlier start; empty for nothing. */
  readonly key: string;
  readonly secret: string;
  readonly router: "app" | "pages";
  /** The folder of its routes: `app`, `src/app`, `pages` or `src/pages`. */
  readonly routes: string;
  readonly typescript: boolean;
  /** What depends on this package already. */
  readonly installed: boolean;
  /** What `.env.local` sets. */
  readonly variables: ReadonlySet<string>;
  /** Whether git is told to leave `.env.local` out. */
  readonly ignored: boolean;
  /** The file that every request passes first, empty for none. */
  readonly proxy: string;
  exists(path: string): boolean;
}

interface PackageJson {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Looks at a site's folder; undefined when it is none. */
export function readSite(folder: string): Site | undefined {
  const exists = (path: string) => existsSync(join(folder, path));
  const text = (path: string) => (exists(path) ? readFileSync(join(folder, path), "utf8") : "");
  if (!exists("package.json")) {
    return undefined;
  }
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text("package.json")) as PackageJson;
  // Next.js takes the folders beside src/ before those in it.
  const found = ["app", "src/app", "pages", "src/pages"].find(exists);
  const routes = found ?? (exists("src") ? "src/app" : "app");
  const proxies = ["proxy", "middleware"].flatMap((name) => [
    `${name}.ts`,
    `${name}.js`,
    `src/${name}.ts`,
    `src/${name}.js`,
  ]);
  return {
    key: text(".towpath/key").trim(),
    secret: text(".towpath/signing-secret").trim(),
    router: routes.endsWith("pages") ? "pages" : "app",
    routes,
    typescript: exists("tsconfig.json") || "typescript" in { ...dependencies, ...devDependencies },
    installed: "towpath" in { ...dependencies, ...devDependencies },
    variables: new Set(Object.keys(parseEnv(text(".env.local")))),
    ignored: /^\s*\/?(\*\*\/)?\.env(\*|\.local|\*\.local|\.\*)/m.test(text(".gitignore")),
    proxy: proxies.find(exists) ?? "",
    exists,
  };
}
