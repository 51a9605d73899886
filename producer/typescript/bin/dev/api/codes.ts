interface CodeFacts {
  readonly status: number;
  readonly title: string;
}

/**
 * The gateway's codes that the emulator answers with: docs/errors.md describes them. A test holds titles to
 * it.
 */
export const CODES = {
  "TP-1001": { status: 400, title: "The body is not JSON" },
  "TP-1002": { status: 413, title: "The body is larger than allowed" },
  "TP-1004": { status: 422, title: "The request has fields that are missing, unknown or of the wrong kind" },
  "TP-1006": { status: 422, title: "No such job type" },
  "TP-1007": { status: 422, title: "No such queue" },
  "TP-1008": { status: 401, title: "The API key is missing, unknown or revoked" },
  "TP-1009": { status: 403, title: "The API key does not allow this" },
  "TP-1010": { status: 422, title: "The same dedup key was used with another payload" },
  "TP-1011": { status: 404, title: "This installation never issued such a job id" },
  "TP-1012": { status: 415, title: "The content type is not one that the gateway reads" },
  "TP-1014": { status: 404, title: "No such path" },
  "TP-1015": { status: 405, title: "The path does not have this method" },
  "TP-1016": { status: 413, title: "The payload is larger than allowed" },
  "TP-1017": { status: 413, title: "A line is longer than allowed" },
  "TP-1019": { status: 500, title: "A fault of the gateway's own stopped the request" },
} as const satisfies Record<string, CodeFacts>;

/** One of those codes. Sending the same again, unchanged, helps with none of them. */
export type Code = keyof typeof CODES;
