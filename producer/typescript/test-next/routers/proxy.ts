import { NextResponse } from "next/server";

/** Covers the routes too. The test of Next.js 15 calls this file middleware.ts. */
export default function proxy() {
  return NextResponse.next({ headers: { "test-proxy": "was here" } });
}
