import { parseFence } from "./fence.js";
import { Refused } from "./problem.js";

/** One attempt of a job, as the body of a request says it. */
export interface Delivery {
  type: string;
  data: unknown;
  job: DeliveredJob;
}

/** The field `job` of a request's body. */
export interface DeliveredJob {
  id: string;
  /** From 1. */
  attempt: number;
  /** From 0. */
  generation: number;
  /** `owner.generation.attempt`. */
  fence: string;
  /** How long the attempt may take. */
  timeoutMillis: number;
  /** Milliseconds since 1970. */
  acceptedAt: number;
  client: string;
  group: string;
  dedupKey: string;
  batch: string;
  deployment: string;
  tags: string[];
  traceparent: string;
  /** For how long the dedup key takes effect once, 0 without one. */
  windowMillis: number;
  /** A signed 64-bit number as decimal text. */
  checksum: string;
  forced: boolean;
  cursor: string;
}

type Check = [expected: string, holds: (value: unknown) => boolean];

const text: Check = ["a string", (value) => typeof value === "string"];
const wholeFrom = (least: number): Check => [
  `a whole number from ${least}`,
  (value) => Number.isSafeInteger(value) && (value as number) >= least,
];

const FIELDS: Record<keyof DeliveredJob, Check> = {
  id: ["a string that is not empty", (value) => typeof value === "string" && value !== ""],
  attempt: wholeFrom(1),
  generation: wholeFrom(0),
  fence: [
    "three whole numbers with dots between",
    (value) => typeof value === "string" && parseFence(value) !== undefined,
  ],
  timeoutMillis: wholeFrom(1),
  acceptedAt: wholeFrom(0),
  client: text,
  group: text,
  dedupKey: text,
  batch: text,
  deployment: text,
  tags: [
    "a list of strings",
    (value) => Array.isArray(value) && value.every((tag) => typeof tag === "string"),
  ],
  traceparent: text,
  windowMillis: wholeFrom(0),
  checksum: ["a whole number as text", (value) => typeof value === "string" && /^-?\d{1,19}$/.test(value)],
  forced: ["true or false", (value) => typeof value === "boolean"],
  cursor: text,
};

/**
 * Reads a body whose signature was right.
 *
 * @param id what `webhook-id` says
 * @throws Refused with all that is wrong, when it is not JSON of the form; it says nothing of the values
 */
export function readDelivery(body: Uint8Array, id: string): Delivery {
  const value = parse(body);
  const problems: string[] = [];
  if (!isObject(value)) {
    throw invalid(["/: expected an object"]);
  }
  if (typeof value.type !== "string" || value.type === "") {
    problems.push("/type: expected a string that is not empty");
  }
  const job = value.job;
  if (!isObject(job)) {
    throw invalid([...problems, "/job: expected an object"]);
  }
  for (const [name, [expected, holds]] of Object.entries(FIELDS)) {
    if (!holds(job[name])) {
      problems.push(`/job/${name}: expected ${expected}`);
    }
  }
  if (problems.length === 0 && job.id !== id) {
    problems.push("/job/id: expected what the header webhook-id says");
  }
  if (problems.length > 0) {
    throw invalid(problems);
  }
  return { type: value.type as string, data: value.data ?? null, job: job as unknown as DeliveredJob };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    // What the parser says may hold a part of the payload.
    throw invalid(["it is not JSON in UTF-8"]);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(problems: string[]): Refused {
  return new Refused(
    "body-invalid",
    `The body is signed, but is not what docs/push.md says: ${problems.join("; ")}. Nothing was run. The ` +
      "worker may be of another version than this package: update the older one.",
  );
}
