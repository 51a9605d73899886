import Link from "next/link";
import { leave } from "../app/actions.ts";
import { signedIn } from "../session.ts";

/** Who is signed in, and the way out or in. */
export async function Who() {
  const reader = await signedIn();
  if (reader === undefined) {
    return (
      <Link className="who" href="/sign-in">
        Sign in
      </Link>
    );
  }
  return (
    <form className="who" action={leave}>
      <span>
        Signed in as <strong>{reader}</strong>
      </span>
      <button className="plain">Sign out</button>
    </form>
  );
}
