"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Fetches the page's server parts anew every two seconds, while it is there. */
export function Refreshing() {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), 2_000);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
