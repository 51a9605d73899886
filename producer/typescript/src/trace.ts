/**
 * The part of OpenTelemetry's API, version 1, that is read here; it registers itself under a global symbol.
 */
interface Registered {
  context?: { active(): { getValue(key: symbol): unknown } };
}

interface Span {
  spanContext(): { traceId: string; spanId: string; traceFlags: number };
}

const API = Symbol.for("opentelemetry.js.api.1");
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The W3C `traceparent` of the span that is active where this is called; empty for none. */
export function activeTraceparent(): string {
  try {
    const api = (globalThis as { [API]?: Registered })[API];
    const span = api?.context?.active().getValue(SPAN) as Span | undefined;
    if (span === undefined) {
      return "";
    }
    const { traceId, spanId, traceFlags } = span.spanContext();
    const text = `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, "0")}`;
    return TRACEPARENT.test(text) ? text : "";
  } catch {
    // Somebody else's tracing, broken or of another shape, is no reason not to take a job.
    return "";
  }
}
