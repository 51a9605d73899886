import type { DeliveredJob, Delivery } from "../serve/delivery.js";

/**
 * What a test says of the job; the rest is a first attempt of a job that was posted just now, with a minute's
 * time.
 */
export type JobFields = Partial<DeliveredJob>;

/** A delivery as a worker would make it. @param now milliseconds since 1970 */
export function fakeDelivery(type: string, data: unknown, fields: JobFields, now: number): Delivery {
  const attempt = fields.attempt ?? 1;
  const generation = fields.generation ?? 0;
  return {
    type,
    data,
    job: {
      id: "default_0_01hf7yat0004hmasw9nf6ysjdk",
      attempt,
      generation,
      fence: `1.${generation}.${attempt}`,
      timeoutMillis: 60_000,
      acceptedAt: now,
      client: "site",
      group: "",
      dedupKey: "",
      batch: "",
      deployment: "",
      tags: [],
      traceparent: "",
      windowMillis: fields.dedupKey ? 86_400_000 : 0,
      checksum: "0",
      forced: false,
      cursor: "",
      ...fields,
    },
  };
}
