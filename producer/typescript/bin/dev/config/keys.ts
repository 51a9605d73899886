import { bytesOf, millisOf, spanText } from "../span.js";

/** One key of towpath.yaml: what its value must be. */
export interface Key {
  readonly expected: string;
  /** What a scalar or list stands for; undefined when it is not as expected. */
  read(value: unknown): unknown;
}

/** A key that the product knows, and the emulator passes over. */
export const PASSED_OVER = Symbol("passed over");

const DAY = 86_400_000;

function duration(least: number, most: number): Key {
  return {
    expected: `a duration from ${spanText(least)} to ${spanText(most)}, as a number and one of ms s m h d`,
    read: (value) => within(least, most, typeof value === "string" ? millisOf(value) : undefined),
  };
}

function size(least: number, most: number, range: string): Key {
  return {
    expected: `a size from ${range}, as a number and one of B KiB MiB GiB TiB`,
    read: (value) => within(least, most, typeof value === "string" ? bytesOf(value) : undefined),
  };
}

function number(least: number, most: number): Key {
  return {
    expected: `a whole number from ${least} to ${most}`,
    read: (value) => within(least, most, Number.isSafeInteger(value) ? (value as number) : undefined),
  };
}

function word(...words: string[]): Key {
  return {
    expected: `one of ${words.join(", ")}`,
    read: (value) => (words.includes(value as string) ? value : undefined),
  };
}

const text: Key = { expected: "a text", read: (value) => (typeof value === "string" ? value : undefined) };
const flag: Key = {
  expected: "true or false",
  read: (value) => (typeof value === "boolean" ? value : undefined),
};
const texts: Key = {
  expected: "a list of texts",
  read: (value) =>
    Array.isArray(value) && value.every((each) => typeof each === "string") ? value : undefined,
};
const address: Key = {
  expected: "an address such as http://localhost:3000/api/towpath",
  read: (value) => (typeof value === "string" && isAddress(value) ? value : undefined),
};

function within(least: number, most: number, value: number | undefined): number | undefined {
  return value !== undefined && value >= least && value <= most ? value : undefined;
}

/** Whether a text is where a site may be. */
export function isAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

type Section = Readonly<Record<string, Key | typeof PASSED_OVER>>;

/** The keys below `types.<type>`. */
export const TYPE_KEYS: Section = {
  queue: text,
  payload: word("json", "avro"),
  order: word("none", "group", "strict"),
  attempts: number(1, 1000),
  backoff: duration(1, DAY),
  backoffFactor: number(1, 100),
  backoffMax: duration(1, DAY),
  jitter: word("full", "half", "none"),
  maxAge: duration(1000, 365 * DAY),
  finalErrors: texts,
  maxCrashes: number(1, 100),
  timeout: duration(1, 7 * DAY),
  dedupWindow: duration(1, 365 * DAY),
  maxInFlight: number(1, 1_000_000),
  maxInFlightTotal: number(0, 1_000_000),
  maxInFlightPerGroup: number(0, 1_000_000),
  rate: PASSED_OVER,
  target: text,
  onDead: text,
  allowUnknown: flag,
};

/** The keys below `targets.<target>`. */
export const TARGET_KEYS: Section = {
  maxInFlight: number(1, 1_000_000),
  failurePercent: number(0, 100),
  window: number(1, 10_000),
  probeAfter: duration(100, 3_600_000),
  adaptive: flag,
  url: address,
  secret: text,
  oldSecret: text,
  ack: word("signed", "none"),
  allow: PASSED_OVER,
  previews: PASSED_OVER,
  protectionBypass: text,
};

/** The keys below `gateway`. */
export const GATEWAY_KEYS: Section = {
  host: PASSED_OVER,
  port: number(0, 65_535),
  maxBody: size(1, 64 * 2 ** 20, "1B to 64MiB"),
  maxPayload: size(1, 768 * 2 ** 10, "1B to 768KiB"),
  maxLine: size(1, 64 * 2 ** 20, "1B to 64MiB"),
  enqueueTimeout: PASSED_OVER,
  bodyTimeout: PASSED_OVER,
  maxInFlight: PASSED_OVER,
  ledgerMemory: PASSED_OVER,
  outbox: PASSED_OVER,
};

/** The sections of the file. What is passed over is for gateways and workers alone. */
export const SECTIONS = [
  "prefix",
  "secret",
  "schemas",
  "kafka",
  "queues",
  "types",
  "targets",
  "clients",
  "gateway",
  "worker",
];
