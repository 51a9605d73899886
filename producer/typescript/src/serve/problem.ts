/** What is wrong with a request, or with the site that got it. The words are stable. */
export type ProblemCode =
  | "method-not-allowed"
  | "secret-missing"
  | "secret-invalid"
  | "body-parsed"
  | "body-cut"
  | "signature-missing"
  | "signature-stale"
  | "signature-wrong"
  | "body-invalid"
  | "token-missing"
  | "token-wrong"
  | "token-over";

const KINDS: Record<ProblemCode, { status: number; title: string; headers?: Record<string, string> }> = {
  "method-not-allowed": {
    status: 405,
    title: "This is the route that Towpath's workers post jobs to",
    headers: { allow: "POST" },
  },
  // 503 with Retry-After has the workers wait with all jobs of the site, and burns no attempt.
  "secret-missing": { status: 503, title: "The site has no secret", headers: { "retry-after": "60" } },
  "secret-invalid": { status: 503, title: "The site's secret is none", headers: { "retry-after": "60" } },
  "body-parsed": {
    status: 503,
    title: "The body was read before its signature could be checked",
    headers: { "retry-after": "60" },
  },
  "body-cut": { status: 400, title: "The body is not as long as it was sent" },
  "signature-missing": { status: 401, title: "The request is not signed" },
  "signature-stale": { status: 401, title: "The signature is not of these five minutes" },
  "signature-wrong": { status: 401, title: "The signature is wrong" },
  "body-invalid": { status: 400, title: "The body is not a job" },
  "token-missing": { status: 401, title: "There is no token" },
  "token-wrong": { status: 401, title: "The token is not this site's" },
  "token-over": { status: 401, title: "The token is over" },
};

/** Why a request is refused before anything of it runs. */
export class Refused extends Error {
  constructor(
    readonly code: ProblemCode,
    detail: string,
  ) {
    super(detail);
    this.name = "Refused";
  }

  /** The answer that says so: a problem document (RFC 9457). */
  toResponse(): Response {
    const { status, title, headers } = KINDS[this.code];
    return problemResponse(status, title, this.message, this.code, headers);
  }
}

/** A problem document. */
export function problemResponse(
  status: number,
  title: string,
  detail: string,
  code: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ title, status, detail, code }), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
