import { NotJsonError, readLocated, type Located } from "../../locatedJson.js";
import { didYouMean } from "../spelling.js";
import { GATEWAY_KEYS, PASSED_OVER, SECTIONS, TARGET_KEYS, TYPE_KEYS, type Key } from "./keys.js";
import { NotYamlError } from "./notYaml.js";
import { DEFAULTS, TARGET_DEFAULTS, TYPE_DEFAULTS, type Settings, type TypeSettings } from "./settings.js";
import { readYaml } from "./yaml.js";

type Variables = Readonly<Record<string, string | undefined>>;
type Values = Readonly<Record<string, unknown>>;

/** A configuration with problems: all of them, each with its line. */
export class ConfigError extends Error {}

/**
 * Reads towpath.yaml, or the same as JSON, as far as the emulator goes by it. Keys that only gateways and
 * workers go by are passed over; a key that nobody knows is a problem.
 *
 * @param file its name, for messages
 * @param variables what `${NAME}` stands for
 * @throws ConfigError with all that is wrong
 */
export function readConfig(file: string, text: string, variables: Variables): Settings {
  let root: Located;
  try {
    root = file.endsWith(".json") ? readLocated(text) : readYaml(text);
  } catch (e) {
    if (e instanceof NotYamlError || e instanceof NotJsonError) {
      throw problems(file, [`${file}:${e.line} ${e.message}`]);
    }
    throw e;
  }
  return new Reading(file, variables).settings(root);
}

class Reading {
  readonly #problems: string[] = [];
  /** Where each value stands. */
  readonly #lines = new Map<string, number>();

  constructor(
    private readonly file: string,
    private readonly variables: Variables,
  ) {}

  settings(root: Located): Settings {
    const sections = this.#fields(root, "", SECTIONS);
    const gateway = this.#values(sections.get("gateway"), "gateway", GATEWAY_KEYS);
    const queues = [...this.#fields(sections.get("queues"), "queues").keys()];
    const targets = new Map(
      [...this.#fields(sections.get("targets"), "targets")].map(([name, target]) => [
        name,
        { ...TARGET_DEFAULTS, ...this.#values(target, `targets.${name}`, TARGET_KEYS) },
      ]),
    );
    const named = new Map(
      [...this.#fields(sections.get("types"), "types")].map(([name, type]) => [
        name,
        this.#values(type, `types["${name}"]`, TYPE_KEYS),
      ]),
    );
    const { allowUnknown, ...ofAll } = named.get("*") ?? {};
    named.delete("*");
    const all: TypeSettings = { ...TYPE_DEFAULTS, ...ofAll };
    const types = new Map([...named].map(([name, own]) => [name, { ...all, ...own }]));
    const settings: Settings = {
      ...DEFAULTS,
      ...gateway,
      queues: queues.length === 0 ? DEFAULTS.queues : queues,
      targets,
      types,
      others: allowUnknown === true ? all : undefined,
    };
    this.#references(settings, all);
    if (this.#problems.length > 0) {
      throw problems(this.file, this.#problems);
    }
    return settings;
  }

  /** What types name must be there. */
  #references(settings: Settings, all: TypeSettings): void {
    const targets = [...settings.targets.keys()];
    const types = [...settings.types.keys()];
    for (const [name, type] of [...settings.types, ["*", all] as const]) {
      const place = `types["${name}"]`;
      this.#reference(`${place}.queue`, type.queue, settings.queues);
      this.#reference(`${place}.target`, type.target, targets);
      this.#reference(`${place}.onDead`, type.onDead, settings.others === undefined ? types : [type.onDead]);
    }
  }

  /** What is said in this place must be one of those known; what is not said here is judged elsewhere. */
  #reference(place: string, name: string, known: readonly string[]): void {
    const line = this.#lines.get(place);
    if (line !== undefined && name !== "" && !known.includes(name)) {
      this.#problem(
        line,
        place,
        `one of ${known.join(", ") || "none"}`,
        `'${name}'`,
        didYouMean(name, known),
      );
    }
  }

  #fields(
    section: Located | undefined,
    place: string,
    known?: readonly string[],
  ): ReadonlyMap<string, Located> {
    if (section === undefined || section.value === null) {
      return new Map();
    }
    if (!(section.value instanceof Map)) {
      this.#problem(section.line, place, "names with values", kindOf(section));
      return new Map();
    }
    const fields = section.value as ReadonlyMap<string, Located>;
    for (const [name, { line }] of known === undefined ? [] : fields) {
      if (!known!.includes(name)) {
        const at = place === "" ? name : `${place}.${name}`;
        this.#problem(line, at, "a known key", `'${name}'`, didYouMean(name, known!));
      }
    }
    return fields;
  }

  #values(
    section: Located | undefined,
    place: string,
    keys: Readonly<Record<string, Key | typeof PASSED_OVER>>,
  ) {
    const values: Record<string, unknown> = {};
    for (const [name, found] of this.#fields(section, place, Object.keys(keys))) {
      const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
      if (key === undefined || key === PASSED_OVER) {
        continue;
      }
      const value = key.read(this.#plain(found, `${place}.${name}`));
      if (value === undefined) {
        this.#problem(found.line, `${place}.${name}`, key.expected, kindOf(found));
      } else {
        values[name] = value;
        this.#lines.set(`${place}.${name}`, found.line);
      }
    }
    return values as Values;
  }

  /** A value without its lines, its variables put in. */
  #plain(found: Located, place: string): unknown {
    const { value } = found;
    if (Array.isArray(value)) {
      return value.map((each: Located) => this.#plain(each, place));
    }
    return typeof value === "string" ? this.#withVariables(value, found.line, place) : value;
  }

  #withVariables(text: string, line: number, place: string): string {
    return text.replace(/\$(\$\{)|\$\{([^}]*)\}/g, (_, escaped: string | undefined, name: string) => {
      if (escaped !== undefined) {
        return escaped;
      }
      const value = this.variables[name];
      if (!value) {
        this.#problem(line, place, `the environment variable ${name}`, "none of that name");
      }
      return value ?? "";
    });
  }

  #problem(line: number, place: string, expected: string, got: string, hint?: string): void {
    const advice = hint === undefined ? "" : `; ${hint}`;
    this.#problems.push(`${this.file}:${line} ${place}: expected ${expected}, got ${got}${advice}`);
  }
}

function kindOf({ value }: Located): string {
  if (typeof value === "string") {
    return `the text '${value.slice(0, 40)}'`;
  }
  return value instanceof Map ? "names with values" : Array.isArray(value) ? "a list" : `${value}`;
}

function problems(file: string, lines: readonly string[]): ConfigError {
  const count = lines.length === 1 ? "a problem" : `${lines.length} problems`;
  return new ConfigError(
    `The configuration of ${file} has ${count}; nothing was started. Correct it and start again:\n  ` +
      lines.join("\n  "),
  );
}
