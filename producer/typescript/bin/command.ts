import { parseArgs, type ParseArgsConfig } from "node:util";

/** One command of the npm package. */
export interface Command {
  /** How it is written, and what it does. */
  readonly usage: string;
  /** @returns the exit code: 0 done, 1 not done, 2 not understood */
  run(words: readonly string[]): number | Promise<number>;
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads the words behind a command, which are options alone.
 *
 * @throws UsageError
 */
export function optionsOf<T extends Options>(words: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values;
  } catch (e) {
    throw new UsageError(e instanceof Error ? e.message : String(e));
  }
}

/** Words that are not understood. */
export class UsageError extends Error {}

/** Says why something is not done. @returns the exit code */
export function fail(exit: number, code: string, message: string): number {
  console.error(`${code} ${message}`);
  return exit;
}
