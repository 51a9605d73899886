import type { Metadata } from "next";
import { Suspense } from "react";
import { Again } from "../../parts/again.tsx";
import { hasFailed, isOpen, known, type KnownJob } from "../../parts/known.ts";
import { Refreshing } from "../../parts/refreshing.tsx";
import { signedIn } from "../../session.ts";
import { site } from "../../store/site.ts";

export const metadata: Metadata = { title: "My jobs" };

export default function Page() {
  return (
    <section className="text">
      <h1>My jobs</h1>
      <p>What you had done here and what failed of it. Nobody else sees this.</p>
      <Suspense fallback={<p className="faint">Asking what has become of them…</p>}>
        <Own />
      </Suspense>
    </section>
  );
}

async function Own() {
  const reader = await signedIn();
  if (reader === undefined) {
    return <p>Sign in to see your jobs.</p>;
  }
  const jobs = await known((await site().jobs.of(reader)).slice(0, 40));
  const failed = jobs.filter(hasFailed);
  const others = jobs.filter((job) => !hasFailed(job));
  return (
    <>
      {others.some(isOpen) && <Refreshing />}
      <h2>Failed</h2>
      {failed.length === 0 && <p className="faint">None.</p>}
      <ul className="jobs">
        {failed.map((job) => (
          <Failed key={job.id} job={job} />
        ))}
      </ul>
      <h2>All others</h2>
      {others.length === 0 && <p className="faint">None yet.</p>}
      <ul className="jobs">
        {others.map(({ id, type, about, now, again }) => (
          <li key={id} className="brief">
            <span className="state" data-state={now?.state ?? "unknown"}>
              {again === undefined ? (now?.state ?? "not known just now") : "run again"}
            </span>
            <span>{about}</span>
            <code>{type}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function Failed({ job }: { job: KnownJob }) {
  const row = job.type === "import.row" ? (job.data as { row: string }).row : undefined;
  return (
    <li className="panel">
      <h3>{job.about}</h3>
      <p className="reason">
        {job.now?.code && <code>{job.now.code}</code>} {job.now?.reason ?? "It failed without saying why."}
      </p>
      <p className="faint">
        <code>{job.type}</code>, tried {job.now?.attempts ?? 1} {job.now?.attempts === 1 ? "time" : "times"}
      </p>
      <Again id={job.id} {...(row === undefined ? {} : { row })} />
    </li>
  );
}
