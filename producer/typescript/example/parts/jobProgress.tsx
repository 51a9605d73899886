"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useJob } from "towpath/react";

const WORDS: Record<string, string> = {
  accepted: "Accepted: it waits for its turn",
  waiting: "It is tried again soon",
  running: "Running",
  done: "Done",
  dead: "Failed: see My jobs",
  expired: "It did not start in time",
  cancelled: "Called off",
  superseded: "A newer one took its place",
};

/**
 * How far a job is, while it runs. It goes on where it was when the page is loaded again: what it knows comes
 * from the job, not from the page. When the job has ended, the page's server parts are fetched anew.
 */
export function JobProgress({ id, token, label }: { id: string; token: string; label: string }) {
  const { job, error } = useJob(id, token);
  const router = useRouter();
  const ended = job?.ended ?? false;
  useEffect(() => {
    if (ended) {
      router.refresh();
    }
  }, [ended, router]);
  const part = job?.state === "done" ? 1 : job?.part;
  return (
    <div className="progress" data-state={job?.state ?? "unknown"}>
      <div className="line">
        <span id={`label-${id}`}>{label}</span>
        <output>{part === undefined ? "" : `${Math.round(part * 100)} %`}</output>
      </div>
      <progress aria-labelledby={`label-${id}`} {...(part === undefined ? {} : { value: part })} max={1} />
      <p className="faint" role="status">
        {error ? error.message : job ? [WORDS[job.state], job.note].filter(Boolean).join(": ") : "Asking …"}
      </p>
    </div>
  );
}
