import { wrong } from "../draft.js";
import type { EnqueueOptions } from "../jobs.js";

const TYPE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const QUEUE = /^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$/;
const DELAY = /^(\d{1,15})(ms|s|m|h|d)$/;
const SPAN = /^[1-9]\d{0,9}[smhd]$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const MILLIS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const YEAR = 365 * MILLIS.d;
const MOST_TAGS = 16;

const encoder = new TextEncoder();

/**
 * Judges what a job is said to be as a gateway would. Over HTTP its answer comes to who enqueues; a row of an
 * outbox is read when nobody waits for the answer any more.
 *
 * @throws TowpathError `TP-1004` when something is wrong with it
 */
export function checkForm(type: string, options: EnqueueOptions): void {
  const refuse = (pointer: string, expected: string, got: unknown) => {
    throw wrong(type, pointer, expected, shown(got));
  };
  const text = (name: "group" | "dedupKey" | "batch" | "deployment", most: number) => {
    const value = options[name];
    if (value !== undefined && !isShort(value, most)) {
      refuse(`/${name}`, `at most ${most} bytes of text`, value);
    }
  };
  if (typeof type !== "string" || !TYPE.test(type)) {
    refuse("/type", "1 to 128 of A-Z a-z 0-9 . _ -, the first a letter or digit", type);
  }
  text("group", 512);
  text("dedupKey", 512);
  text("batch", 128);
  text("deployment", 128);
  if (options.queue !== undefined && options.queue !== "" && !QUEUE.test(options.queue)) {
    refuse("/queue", "the name of a queue, 1 to 64 of a-z 0-9 . -", options.queue);
  }
  const tags = options.tags ?? [];
  if (!Array.isArray(tags) || tags.length > MOST_TAGS) {
    refuse("/tags", `at most ${MOST_TAGS} tags`, tags.length);
  }
  tags.forEach((tag, i) => {
    if (!isShort(tag, 128) || tag === "") {
      refuse(`/tags/${i}`, "1 to 128 bytes of text", tag);
    }
  });
  const due = dueIn(options, refuse);
  checkExpiry(options.expires, due, refuse);
}

type Refuse = (pointer: string, expected: string, got: unknown) => void;

/** How far away it is due, in milliseconds. */
function dueIn({ delay, runAt }: EnqueueOptions, refuse: Refuse): number {
  if (delay && runAt) {
    refuse("/runAt", "no runAt besides delay", "both");
  }
  if (typeof delay === "string" && delay !== "") {
    const [, count, unit] = DELAY.exec(delay) ?? [];
    const millis = Number(count) * MILLIS[unit as keyof typeof MILLIS];
    if (!(millis <= YEAR)) {
      refuse("/delay", "a delay of at most 365d, such as 250ms, 10s, 5m, 2h, 1d", delay);
    }
    return millis;
  }
  if (runAt) {
    const away = instant(runAt) - Date.now();
    if (!(away <= YEAR)) {
      refuse("/runAt", "a Date, or a time as RFC 3339, at most 365 days from now", runAt);
    }
    return Math.max(0, away);
  }
  return typeof delay === "number" ? delay : 0;
}

function checkExpiry(expires: string | Date | undefined, due: number, refuse: Refuse): void {
  if (!expires) {
    return;
  }
  const away =
    typeof expires === "string" && SPAN.test(expires)
      ? Number(expires.slice(0, -1)) * MILLIS[expires.at(-1) as keyof typeof MILLIS]
      : instant(expires) - Date.now();
  if (!(away > 0)) {
    refuse("/expires", "a time to come as RFC 3339, or a span such as 90s, 10m, 24h, 7d", expires);
  }
  if (due > 0 && away <= due) {
    refuse("/expires", "a time after the job is due", expires);
  }
}

/** Milliseconds since 1970; NaN for what is none. */
function instant(time: string | Date): number {
  if (time instanceof Date) {
    return time.getTime();
  }
  return TIME.test(time) ? Date.parse(time) : Number.NaN;
}

function isShort(text: unknown, mostBytes: number): boolean {
  return typeof text === "string" && encoder.encode(text).length <= mostBytes;
}

function shown(value: unknown): string {
  const text = String(value);
  return text.length <= 40 ? `'${text}'` : `'${text.slice(0, 40)}…'`;
}
