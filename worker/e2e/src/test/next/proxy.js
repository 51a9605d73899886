import { NextResponse } from "next/server";

/** With ROUTE=missing nothing is found, as while another deployment is up that has no such route. */
export default function proxy() {
  return process.env.ROUTE === "missing"
    ? new NextResponse("<title>Not found</title>", { status: 404, headers: { "content-type": "text/html" } })
    : NextResponse.next();
}
