import type { Located } from "../../locatedJson.js";
import { NotYamlError } from "./notYaml.js";

/** A value of YAML that stands in one place: a text, or lists and mappings in brackets. */
export class Flow {
  #text: string;
  #at = 0;
  /** The line of each position from which on it holds. */
  readonly #lines: { from: number; number: number }[];

  constructor(line: number, text: string) {
    this.#text = text;
    this.#lines = [{ from: 0, number: line }];
  }

  /** The line below, which it goes on in. */
  add(line: number, text: string): void {
    this.#lines.push({ from: this.#text.length + 1, number: line });
    this.#text += ` ${text}`;
  }

  /** Whether a bracket of it is not closed yet. */
  isOpen(): boolean {
    if (!/^[[{]/.test(this.#text)) {
      return false;
    }
    const bare = this.#text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, "");
    return bare.replace(/[^[{]/g, "").length > bare.replace(/[^\]}]/g, "").length;
  }

  /** @throws NotYamlError */
  value(): Located {
    const value = this.#value(false);
    this.#space();
    if (this.#at < this.#text.length) {
      throw this.#wrong(`expected the end of the value, got '${this.#text.slice(this.#at, this.#at + 20)}'`);
    }
    return value;
  }

  #value(inBrackets: boolean): Located {
    this.#space();
    const line = this.#line();
    const first = this.#text[this.#at];
    if (first === "{") {
      return { line, value: this.#mapping() };
    }
    if (first === "[") {
      return { line, value: this.#list() };
    }
    if (first === '"' || first === "'") {
      return { line, value: this.#quoted() };
    }
    if (first !== undefined && "&*!|>%@`".includes(first)) {
      throw this.#wrong(
        `'${first}' begins a part of YAML that is not read here (anchors, aliases, tags, block texts); ` +
          "put a text in quotes",
      );
    }
    const plain = inBrackets ? /[^[\]{},]*/y : /.*/y;
    plain.lastIndex = this.#at;
    const text = plain.exec(this.#text)![0].trim();
    if (!inBrackets && /:(\s|$)/.test(text)) {
      throw this.#wrong(`'${text}' has a colon; put a text with one in quotes`);
    }
    this.#at = plain.lastIndex;
    return { line, value: scalar(text) };
  }

  #mapping(): ReadonlyMap<string, Located> {
    const fields = new Map<string, Located>();
    this.#items("}", () => {
      const first = this.#text[this.#at];
      const key = first === '"' || first === "'" ? this.#quoted() : this.#match(/[^[\]{},:"']+/y).trim();
      this.#space();
      if (key === "" || this.#text[this.#at] !== ":") {
        throw this.#wrong(`expected 'name: value' in braces, got '${key}'`);
      }
      this.#at++;
      if (fields.has(key)) {
        throw this.#wrong(`'${key}' is there twice`);
      }
      fields.set(key, this.#value(true));
    });
    return fields;
  }

  #list(): readonly Located[] {
    const items: Located[] = [];
    this.#items("]", () => items.push(this.#value(true)));
    return items;
  }

  #items(close: string, item: () => void): void {
    this.#at++;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === close) {
        this.#at++;
        return;
      }
      item();
      this.#space();
      const next = this.#text[this.#at];
      if (next === ",") {
        this.#at++;
      } else if (next !== close) {
        const got = next === undefined ? "the end" : `'${next}'; put a text that has one in quotes`;
        throw this.#wrong(`expected a comma or ${close}, got ${got}`);
      }
    }
  }

  #quoted(): string {
    const double = this.#match(/"(?:[^"\\]|\\.)*"/y);
    if (double !== "") {
      try {
        return JSON.parse(double) as string;
      } catch {
        throw this.#wrong(`${double} has an escape that JSON does not have, or is not closed`);
      }
    }
    const single = this.#match(/'(?:[^']|'')*'/y);
    if (single === "") {
      throw this.#wrong("a quote is not closed");
    }
    return single.slice(1, -1).replace(/''/g, "'");
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #space(): void {
    this.#match(/\s*/y);
  }

  #line(): number {
    return this.#lines.filter((each) => each.from <= this.#at).at(-1)!.number;
  }

  #wrong(message: string): NotYamlError {
    return new NotYamlError(this.#line(), message);
  }
}

/** What a plain text stands for, by YAML's core schema. */
function scalar(text: string): string | number | boolean | null {
  if (text === "" || text === "~" || /^null$/i.test(text)) {
    return null;
  }
  if (/^(true|false)$/i.test(text)) {
    return text.toLowerCase() === "true";
  }
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}
