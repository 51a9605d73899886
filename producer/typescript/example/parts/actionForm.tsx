"use client";

import { useActionState, type ReactNode } from "react";
import type { Told } from "../app/actions.ts";

/** A form that says what is wrong, and keeps its button still while it is sent. */
export function ActionForm(props: {
  action: (told: Told | null, form: FormData) => Promise<Told>;
  button: string;
  className?: string;
  /** The fields, given what was wrong with them. */
  children?: (told: Told | null) => ReactNode;
  /** The fields, where they stay as they are. */
  fields?: ReactNode;
}) {
  const [told, send, pending] = useActionState(props.action, null);
  return (
    <form action={send} className={props.className}>
      {props.children?.(told) ?? props.fields}
      {told && (
        <p className="wrong" role="alert">
          {told.wrong}
        </p>
      )}
      <button disabled={pending}>{pending ? "Sending …" : props.button}</button>
    </form>
  );
}
