/** A JSON value with the line that it stands in, from 1. */
export interface Located {
  readonly line: number;
  readonly value: string | number | boolean | null | readonly Located[] | ReadonlyMap<string, Located>;
}

/** JSON that is none, and in which line. */
export class NotJsonError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

const DEEPEST = 200;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD = /true|false|null/y;

/**
 * Reads JSON (RFC 8259) and remembers where each value stands, which JSON.parse does not.
 *
 * @throws NotJsonError also when an object has a field twice
 */
export function readLocated(text: string): Located {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  #at = 0;
  #line = 1;

  constructor(private readonly text: string) {}

  value(depth: number): Located {
    this.#space();
    if (depth > DEEPEST) {
      throw this.#wrong(`it is nested deeper than ${DEEPEST} levels`);
    }
    const line = this.#line;
    const first = this.text[this.#at];
    if (first === "{") {
      return { line, value: this.#object(depth) };
    }
    if (first === "[") {
      return { line, value: this.#array(depth) };
    }
    const scalar = this.#match(STRING) ?? this.#match(NUMBER) ?? this.#match(WORD);
    if (scalar === undefined) {
      throw this.#wrong("expected a JSON value");
    }
    return { line, value: JSON.parse(scalar) as string | number | boolean | null };
  }

  end(): void {
    this.#space();
    if (this.#at < this.text.length) {
      throw this.#wrong("expected the end");
    }
  }

  #object(depth: number): ReadonlyMap<string, Located> {
    const fields = new Map<string, Located>();
    this.#list("}", () => {
      const quoted = this.#match(STRING);
      if (quoted === undefined) {
        throw this.#wrong("expected the name of a field, in double quotes");
      }
      const name = JSON.parse(quoted) as string;
      if (fields.has(name)) {
        throw new NotJsonError(this.#line, `the field '${name}' is there twice`);
      }
      this.#space();
      if (this.text[this.#at] !== ":") {
        throw this.#wrong(`expected a colon behind "${name}"`);
      }
      this.#at++;
      fields.set(name, this.value(depth + 1));
    });
    return fields;
  }

  #array(depth: number): readonly Located[] {
    const elements: Located[] = [];
    this.#list("]", () => elements.push(this.value(depth + 1)));
    return elements;
  }

  #list(close: string, element: () => void): void {
    this.#at++;
    this.#space();
    if (this.text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      this.#space();
      element();
      this.#space();
      const next = this.text[this.#at++];
      if (next === close) {
        return;
      }
      if (next !== ",") {
        this.#at--;
        throw this.#wrong(`expected a comma or ${close}`);
      }
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #space(): void {
    for (; this.#at < this.text.length && " \t\r\n".includes(this.text[this.#at]!); this.#at++) {
      this.#line += this.text[this.#at] === "\n" ? 1 : 0;
    }
  }

  #wrong(what: string): NotJsonError {
    const got = this.text[this.#at];
    return new NotJsonError(
      this.#line,
      `not JSON: ${what}, got ${got === undefined ? "the end" : JSON.stringify(got)}`,
    );
  }
}
