import { millisOf } from "../span.js";
import { didYouMean } from "../spelling.js";
import { kindOf, type JsonObject } from "./json.js";
import type { Problem } from "./refusal.js";

const SHOWN = 40;
const LONGEST_DELAY_DAYS = 365;
const LONGEST_DELAY = LONGEST_DELAY_DAYS * 86_400_000;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Takes a job's fields out of a JSON object and collects all that is wrong with them. */
export class Fields {
  readonly problems: Problem[] = [];

  constructor(private readonly object: JsonObject) {}

  add(pointer: string, expected: string, got: string, hint?: string): void {
    this.problems.push({ pointer, expected, got, ...(hint === undefined ? {} : { hint }) });
  }

  /** A text field; empty when it is absent or null. */
  text(name: string, maxBytes: number): string {
    const value = this.object[name] ?? "";
    if (typeof value !== "string") {
      this.add(`/${name}`, "a string", kindOf(value));
      return "";
    }
    return this.limited(`/${name}`, value, maxBytes);
  }

  /** A text field that must be there and not be empty. */
  required(name: string, maxBytes: number): string {
    const before = this.problems.length;
    const text = this.text(name, maxBytes);
    if (text === "" && this.problems.length === before) {
      this.add(`/${name}`, "a string that is not empty", "nothing");
    }
    return text;
  }

  texts(name: string, most: number, maxBytes: number): string[] {
    const value = this.object[name] ?? [];
    if (!Array.isArray(value)) {
      this.add(`/${name}`, "an array of strings", kindOf(value));
      return [];
    }
    if (value.length > most) {
      this.add(`/${name}`, `at most ${most}`, `${value.length}`);
      return [];
    }
    return value.flatMap((each: unknown, i) => {
      const pointer = `/${name}/${i}`;
      if (typeof each === "string" && each !== "") {
        return [this.limited(pointer, each, maxBytes)];
      }
      this.add(pointer, "a string that is not empty", kindOf(each));
      return [];
    });
  }

  /**
   * When the job is due: a delay such as `10s`, or a time in RFC 3339.
   *
   * @returns milliseconds since 1970, 0 for at once
   */
  due(delayName: string, timeName: string, now: number): number {
    const delay = this.text(delayName, 64);
    const time = this.text(timeName, 64);
    if (delay !== "" && time !== "") {
      const hint = "leave one of the two out";
      this.add(`/${timeName}`, `no ${timeName} besides ${delayName}`, "both", hint);
      return 0;
    }
    if (delay !== "") {
      const millis = millisOf(delay);
      if (millis !== undefined && millis <= LONGEST_DELAY) {
        return millis === 0 ? 0 : now + millis;
      }
      const expected = `a delay of at most ${LONGEST_DELAY_DAYS}d, such as 250ms, 10s, 5m, 2h, 1d`;
      this.add(`/${delayName}`, expected, shown(delay));
    }
    if (time !== "") {
      const due = instant(time);
      if (due <= now + LONGEST_DELAY) {
        return Math.max(due, 0);
      }
      const expected = `a time as RFC 3339, at most ${LONGEST_DELAY_DAYS} days from now`;
      this.add(`/${timeName}`, expected, shown(time));
    }
    return 0;
  }

  /**
   * When the job must have started: RFC 3339, or a span from now such as `90s`.
   *
   * @returns milliseconds since 1970, 0 for never
   */
  expiry(name: string, due: number, now: number): number {
    const text = this.text(name, 64);
    if (text === "") {
      return 0;
    }
    const time = /^[1-9]\d{0,9}[smhd]$/.test(text) ? now + (millisOf(text) ?? NaN) : instant(text);
    if (!(time > now)) {
      const expected = "a time to come as RFC 3339, or a span such as 90s, 10m, 24h, 7d";
      this.add(`/${name}`, expected, shown(text));
      return 0;
    }
    if (due > 0 && time <= due) {
      const hint = "it would expire before it may start";
      this.add(`/${name}`, "a time after the job is due", "one before", hint);
    }
    return time;
  }

  /** Reports every field that is not known, with the one that may have been meant. */
  refuseOthers(known: readonly string[]): void {
    for (const name of Object.keys(this.object).filter((each) => !known.includes(each))) {
      const pointer = `/${shown(name).replace(/~/g, "~0").replace(/\//g, "~1")}`;
      const got = `the unknown field '${shown(name)}'`;
      this.add(pointer, `one of ${known.join(", ")}`, got, didYouMean(name, known));
    }
  }

  limited(pointer: string, text: string, maxBytes: number): string {
    const bytes = Buffer.byteLength(text);
    if (bytes > maxBytes) {
      this.add(pointer, `at most ${maxBytes} bytes of UTF-8`, `${bytes} bytes`);
      return "";
    }
    return text;
  }
}

/** The beginning of a text, for a message. */
export function shown(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}

/** A time in milliseconds since 1970; NaN when it is none. */
function instant(text: string): number {
  return RFC_3339.test(text) ? Date.parse(text) : NaN;
}
