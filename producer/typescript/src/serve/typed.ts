import type { Jobs } from "../jobs.js";

/** The name of a job's type: those of {@link Jobs} are offered by an editor, any other is allowed. */
export type JobType = keyof Jobs | (string & {});

/** The shape of a type's data: as {@link Jobs} says, `unknown` for a type that is not in it. */
export type DataOf<T extends JobType> = T extends keyof Jobs ? Jobs[T] : unknown;
