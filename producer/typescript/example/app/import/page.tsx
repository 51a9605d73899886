import { randomBytes } from "node:crypto";
import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { readToken } from "towpath";
import { ImportForm } from "../../parts/importForm.tsx";
import { JobProgress } from "../../parts/jobProgress.tsx";
import { isOpen, known } from "../../parts/known.ts";
import { Refreshing } from "../../parts/refreshing.tsx";
import { signedIn } from "../../session.ts";
import type { Run } from "../../store/runs.ts";
import { site } from "../../store/site.ts";

export const metadata: Metadata = { title: "Import" };

export default function Page() {
  return (
    <section className="text">
      <h1>Import the reference</h1>
      <p>
        The file <code>features.ndjson</code> has 176 features of the web platform, four of them spoiled.
        One job goes through it in slices; a row that it cannot take becomes a job of its own and fails with
        its reason.
      </p>
      <Suspense fallback={<p className="faint">Looking for your last import…</p>}>
        <Last />
      </Suspense>
    </section>
  );
}

async function Last() {
  const reader = await signedIn();
  if (reader === undefined) {
    return <p>Sign in to import.</p>;
  }
  const run = await site().runs.last(reader);
  return (
    <>
      {run !== undefined && (
        <div className="panel">
          <JobProgress key={run.job} id={run.job} token={await readToken(run.job)} label={run.file} />
        </div>
      )}
      <ImportForm run={randomBytes(8).toString("hex")} again={run !== undefined} />
      {run !== undefined && run.refused.length > 0 && <Refused run={run} reader={reader} />}
    </>
  );
}

async function Refused({ run, reader }: { run: Run; reader: string }) {
  const own = await site().jobs.of(reader);
  const rows = [...run.refused].sort((a, b) => a.line - b.line);
  const jobs = await known(own.filter(({ id }) => rows.some(({ job }) => job === id)));
  return (
    <>
      {jobs.some(isOpen) && <Refreshing />}
      <h2>
        {rows.length} {rows.length === 1 ? "row" : "rows"} refused
      </h2>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">State</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, job: id }) => {
              const job = jobs.find((known) => known.id === id);
              return (
                <tr key={line}>
                  <td>{line}</td>
                  <td>
                    <span className="state" data-state={job?.now?.state ?? "unknown"}>
                      {job?.again ? "run again" : (job?.now?.state ?? "not known")}
                    </span>
                  </td>
                  <td>{job?.now?.reason ?? "It has not run yet."}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p>
        <Link href="/jobs">Mend them and run them again</Link>
      </p>
    </>
  );
}
