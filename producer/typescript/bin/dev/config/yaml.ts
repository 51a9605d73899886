import type { Located } from "../../locatedJson.js";
import { Flow } from "./flow.js";
import { NotYamlError } from "./notYaml.js";

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the part of YAML 1.2 that configurations are written in: mappings and lists by indentation or in
 * brackets, texts plain or in quotes, comments. What else YAML has is refused by its name: anchors, aliases,
 * tags, block texts, texts over several lines, several documents.
 *
 * @throws NotYamlError
 */
export function readYaml(text: string): Located {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const reader = new Blocks(lines.flatMap((line, i) => lineOf(line, i + 1)));
  return reader.document();
}

class Blocks {
  #at = 0;

  constructor(private readonly lines: Line[]) {}

  document(): Located {
    if (this.#peek()?.text === "---") {
      this.#at++;
    }
    const first = this.#peek();
    if (first === undefined) {
      return { line: 1, value: null };
    }
    const value = this.#block(first.indent);
    const rest = this.#peek();
    if (rest !== undefined) {
      throw new NotYamlError(rest.number, unexpected(rest));
    }
    return value;
  }

  #peek(): Line | undefined {
    return this.lines[this.#at];
  }

  #block(indent: number): Located {
    const first = this.#peek()!;
    return isItem(first) ? this.#list(indent) : this.#mapping(indent);
  }

  #list(indent: number): Located {
    const items: Located[] = [];
    const { number } = this.#peek()!;
    for (let line = this.#peek(); line?.indent === indent && isItem(line); line = this.#peek()) {
      const inner = line.text.slice(1).trimStart();
      if (inner === "") {
        this.#at++;
        items.push(this.#below(line, indent + 1));
      } else if (keyOf(line.number, inner) !== undefined || isItem({ ...line, text: inner })) {
        const deeper = indent + line.text.length - inner.length;
        this.lines[this.#at] = { number: line.number, indent: deeper, text: inner };
        items.push(this.#block(deeper));
      } else {
        items.push(this.#inline(line, inner));
      }
    }
    return { line: number, value: items };
  }

  #mapping(indent: number): Located {
    const fields = new Map<string, Located>();
    const { number } = this.#peek()!;
    for (let line = this.#peek(); line?.indent === indent && !isItem(line); line = this.#peek()) {
      const found = keyOf(line.number, line.text);
      if (found === undefined) {
        throw new NotYamlError(line.number, `expected 'name: value', got '${line.text.slice(0, 40)}'`);
      }
      if (fields.has(found.key)) {
        throw new NotYamlError(line.number, `'${found.key}' is there twice`);
      }
      if (found.rest === "") {
        this.#at++;
        fields.set(found.key, this.#below(line, indent + 1, indent));
      } else {
        fields.set(found.key, this.#inline(line, found.rest));
      }
    }
    return { line: number, value: fields };
  }

  /** What stands below a line, indented; null when nothing does. A list may stand right below its name. */
  #below(line: Line, least: number, itemsFrom = least): Located {
    const next = this.#peek();
    return next !== undefined && (next.indent >= least || (next.indent === itemsFrom && isItem(next)))
      ? this.#block(next.indent)
      : { line: line.number, value: null };
  }

  /** A value in its line; one in brackets may go on in the lines below. */
  #inline(line: Line, text: string): Located {
    this.#at++;
    const flow = new Flow(line.number, text);
    while (flow.isOpen()) {
      const next = this.#peek();
      if (next === undefined) {
        throw new NotYamlError(line.number, "a bracket is not closed");
      }
      this.#at++;
      flow.add(next.number, next.text);
    }
    const value = flow.value();
    const next = this.#peek();
    if (next !== undefined && next.indent > line.indent) {
      throw new NotYamlError(next.number, unexpected(next));
    }
    return value;
  }
}

function lineOf(line: string, number: number): Line[] {
  const text = withoutComment(line).trimEnd();
  const indent = text.length - text.trimStart().length;
  if (text === "") {
    return [];
  }
  if (text.slice(0, indent).includes("\t")) {
    throw new NotYamlError(number, "it is indented by a tab; YAML takes spaces alone");
  }
  if (number > 1 && indent === 0 && /^(---|\.\.\.)( |$)/.test(text) && text !== "---") {
    throw new NotYamlError(number, "expected one document");
  }
  return [{ number, indent, text: text.slice(indent) }];
}

/** A comment begins with `#` at the start or behind a space, outside of quotes. */
function withoutComment(line: string): string {
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (quote !== "") {
      i += quote === '"' && char === "\\" ? 1 : 0;
      quote = char === quote ? "" : quote;
    } else if ((char === '"' || char === "'") && /[\s:[{,-]$|^$/.test(line.slice(0, i))) {
      quote = char;
    } else if (char === "#" && (i === 0 || /\s/.test(line[i - 1]!))) {
      return line.slice(0, i);
    }
  }
  return line;
}

function isItem(line: Line): boolean {
  return line.text === "-" || line.text.startsWith("- ");
}

/** A name in double quotes, in single ones, or plain; behind its colon what stands there. */
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'[\]{},|>%@`#?:-][^:#]*?))\s*:(?:\s+(.*))?$/;

/** The name that a line begins with, and what stands behind its colon. */
function keyOf(line: number, text: string): { key: string; rest: string } | undefined {
  if (/^[[{]/.test(text)) {
    return undefined;
  }
  if (/^\? /.test(text) || text.startsWith("<<:")) {
    throw new NotYamlError(line, `'${text.split(" ", 1)[0]}' is a part of YAML that is not read here`);
  }
  const found = KEY.exec(text);
  if (found === null) {
    return undefined;
  }
  const [, double, single, plain, rest = ""] = found;
  if (plain !== undefined && /^[&*!]/.test(plain)) {
    throw new NotYamlError(line, `'${plain}': anchors, aliases and tags are not read; put a name in quotes`);
  }
  const key = double !== undefined ? (JSON.parse(`"${double}"`) as string) : (single ?? plain!);
  return { key, rest };
}

function unexpected(line: Line): string {
  return line.text === "---"
    ? "expected one document"
    : `'${line.text.slice(0, 40)}' is indented as nothing before it, or goes on with a text from the line ` +
        "before, which is not read";
}
