import { NextResponse } from "next/server";

/** With ROUTE=missing, what Next.js answers is its own page for what it does not find. */
export default function proxy(request) {
  return process.env.ROUTE === "missing"
    ? NextResponse.rewrite(new URL("/nowhere", request.url))
    : NextResponse.next();
}
