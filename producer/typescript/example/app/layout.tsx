import type { Metadata, Viewport } from "next";
import Link from "next/link";
import { Suspense, type ReactNode } from "react";
import { Who } from "../parts/who.tsx";
import "./site.css";

export const metadata: Metadata = {
  title: { default: "Lock & Weir", template: "%s · Lock & Weir" },
  description: "Notes on the web platform",
};

export const viewport: Viewport = { colorScheme: "light dark", width: "device-width", initialScale: 1 };

const PAGES = [
  ["/publish", "Publish"],
  ["/import", "Import"],
  ["/jobs", "My jobs"],
  ["/mails", "Mails"],
] as const;

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <header className="top">
          <Link className="brand" href="/">
            <svg viewBox="0 0 32 32" aria-hidden="true">
              <path d="M3 9h26M3 9v14m26-14v14M10 9l6 7 6-7" />
              <path className="water" d="M3 23c3-3 5 3 8 0s5 3 8 0 5 3 10 0" />
            </svg>
            Lock &amp; Weir
          </Link>
          <nav aria-label="Pages">
            {PAGES.map(([href, name]) => (
              <Link key={href} href={href}>
                {name}
              </Link>
            ))}
          </nav>
          <Suspense fallback={<span className="who" />}>
            <Who />
          </Suspense>
        </header>
        <main id="main">{children}</main>
        <footer>
          An example site: what it publishes, imports and mails, Towpath runs. Browser data from MDN, CC0.
        </footer>
      </body>
    </html>
  );
}
