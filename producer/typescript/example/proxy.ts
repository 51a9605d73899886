import { NextResponse, type NextRequest } from "next/server";

/**
 * Sends who is not signed in to the page where one is. It only looks whether there is a cookie; the pages
 * themselves check it.
 */
export function proxy(request: NextRequest) {
  if (request.cookies.has("reader")) {
    return NextResponse.next();
  }
  const target = new URL("/sign-in", request.url);
  target.searchParams.set("to", request.nextUrl.pathname);
  return NextResponse.redirect(target);
}

/**
 * Name the pages, or leave out /api/towpath with "/((?!api/towpath).*)". A proxy that catches that route
 * does harm in two ways: a redirect to a login page is no signed outcome, so all jobs are held (TP-6005 tells);
 * and Next.js cuts bodies at 10 MB where a proxy runs, so what is longer fails its signature.
 */
export const config = { matcher: ["/publish", "/import", "/jobs"] };
