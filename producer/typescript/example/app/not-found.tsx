import Link from "next/link";

export default function NotFound() {
  return (
    <section className="text">
      <h1>Nothing is here</h1>
      <p>
        No article has this address, or its job has not run yet. <Link href="/">See all articles</Link>.
      </p>
    </section>
  );
}
