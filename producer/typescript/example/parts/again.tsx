"use client";

import { runAgain } from "../app/actions.ts";
import { ActionForm } from "./actionForm.tsx";

/** Runs a failed job again; a row of an import may be mended before. */
export function Again({ id, row }: { id: string; row?: string }) {
  return (
    <ActionForm
      action={runAgain}
      button={row === undefined ? "Run again" : "Mend and run again"}
      className="again"
      fields={
        <>
          <input type="hidden" name="id" value={id} />
          {row !== undefined && (
            <label>
              The row
              <textarea name="row" rows={4} spellCheck={false} defaultValue={row} />
            </label>
          )}
        </>
      }
    />
  );
}
