"use client";

import { startImport } from "../app/actions.ts";
import { ActionForm } from "./actionForm.tsx";

/** Starts a run. */
export function ImportForm({ run, again }: { run: string; again: boolean }) {
  return (
    <ActionForm
      action={startImport}
      button={again ? "Import again" : "Start the import"}
      fields={<input type="hidden" name="run" value={run} />}
    />
  );
}
