import { signedRequest, TEST_SECRET, type SignedRequestOptions } from "../../src/testing.js";

/** When all tests of a route happen, in seconds since 1970. */
export const NOW = 1_795_309_200;

export type RouteUnderTest = (request: Request) => Promise<Response>;

/** A request that is right in all. */
export function good(options: SignedRequestOptions = {}): Promise<Request> {
  return signedRequest("article.publish", { id: 42 }, { secret: TEST_SECRET, timestamp: NOW, ...options });
}

/** A request with other headers, or another body, under the same signature. */
export async function changed(
  request: Request,
  changes: { headers?: Record<string, string | undefined>; body?: string },
): Promise<Request> {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(changes.headers ?? {})) {
    if (value === undefined) {
      headers.delete(name);
    } else {
      headers.set(name, value);
    }
  }
  const body = changes.body ?? (await request.text());
  return new Request(request.url, { method: "POST", headers, body });
}

interface Rule {
  says: string;
  request: () => Promise<Request>;
  answer: [status: number, code: string | undefined];
}

/** What a receiver does, one sentence each: all of "What the receiver checks" in docs/push.md. */
export const RULES: Rule[] = [
  { says: "what is right in all runs", request: () => good(), answer: [200, undefined] },
  ...["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => ({
    says: `without ${name} nothing runs`,
    request: async () => changed(await good(), { headers: { [name]: undefined } }),
    answer: [401, "signature-missing"] as [number, string],
  })),
  {
    says: "a body that a proxy cut is said to be cut, not forged",
    request: async () => changed(await good(), { headers: { "content-length": "12000000" } }),
    answer: [400, "body-cut"],
  },
  { says: "300 s ago is fresh", request: () => good({ timestamp: NOW - 300 }), answer: [200, undefined] },
  { says: "300 s ahead is fresh", request: () => good({ timestamp: NOW + 300 }), answer: [200, undefined] },
  {
    says: "301 s ago is stale",
    request: () => good({ timestamp: NOW - 301 }),
    answer: [401, "signature-stale"],
  },
  {
    says: "301 s ahead is stale",
    request: () => good({ timestamp: NOW + 301 }),
    answer: [401, "signature-stale"],
  },
  {
    says: "a timestamp that is none is stale",
    request: async () => changed(await good(), { headers: { "webhook-timestamp": "now" } }),
    answer: [401, "signature-stale"],
  },
  {
    says: "an old request is not fresh by a new timestamp, which is signed too",
    request: async () =>
      changed(await good({ timestamp: NOW - 900 }), { headers: { "webhook-timestamp": `${NOW}` } }),
    answer: [401, "signature-wrong"],
  },
  {
    says: "another id is not signed",
    request: async () => changed(await good(), { headers: { "webhook-id": "default_0_other" } }),
    answer: [401, "signature-wrong"],
  },
  {
    says: "another body under the same signature is forged",
    request: async () => {
      const request = await good();
      const body = (await request.clone().text()).replace("42", "43");
      return changed(request, { body });
    },
    answer: [401, "signature-wrong"],
  },
  {
    says: "a body that is not JSON is forged first: nothing reads it before it is verified",
    request: async () => changed(await good(), { body: "{" }),
    answer: [401, "signature-wrong"],
  },
  {
    says: "another secret is wrong",
    request: () => good({ secret: "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhpcnR5LXR3byBieXQ=" }),
    answer: [401, "signature-wrong"],
  },
  {
    says: "a signature that is no base64 is wrong",
    request: async () => changed(await good(), { headers: { "webhook-signature": "v1,?? v1, v2,AAAA" } }),
    answer: [401, "signature-wrong"],
  },
  {
    says: "what is signed and no job is not run",
    request: () => good({ attempt: 0, fence: "1.2" }),
    answer: [400, "body-invalid"],
  },
];

/** The rules that a receiver breaks. */
export async function brokenRules(route: RouteUnderTest): Promise<string[]> {
  const broken: string[] = [];
  for (const { says, request, answer } of RULES) {
    const response = await route(await request());
    const code = response.status === 200 ? undefined : ((await response.json()) as { code: string }).code;
    if (response.status !== answer[0] || code !== answer[1]) {
      broken.push(says);
    }
  }
  return broken;
}
