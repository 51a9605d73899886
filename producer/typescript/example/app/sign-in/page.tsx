import type { Metadata } from "next";
import { Suspense } from "react";
import { READERS } from "../../store/readers.ts";
import { enter } from "../actions.ts";

type Query = Promise<{ to?: string | string[] }>;

export const metadata: Metadata = { title: "Sign in" };

export default function Page({ searchParams }: { searchParams: Query }) {
  return (
    <section className="text">
      <h1>Sign in</h1>
      <p>Choose who you are. This is an example: nobody has a password.</p>
      <Suspense>
        <Names query={searchParams} />
      </Suspense>
    </section>
  );
}

async function Names({ query }: { query: Query }) {
  const { to } = await query;
  return (
    <form className="names" action={enter}>
      <input type="hidden" name="to" value={typeof to === "string" ? to : "/"} />
      {READERS.map((reader) => (
        <button key={reader} name="name" value={reader}>
          {reader}
        </button>
      ))}
    </form>
  );
}
