"use client";

import { publish } from "../app/actions.ts";
import { ActionForm } from "./actionForm.tsx";

/** Title and text of an article. What was written stays when it was not taken. */
export function PublishForm() {
  return (
    <ActionForm action={publish} button="Publish" className="fields">
      {(told) => (
        <>
          <label>
            Title
            <input name="title" required maxLength={120} defaultValue={told?.title} />
          </label>
          <label>
            Text
            <textarea name="text" required rows={9} maxLength={20_000} defaultValue={told?.text} />
          </label>
        </>
      )}
    </ActionForm>
  );
}
