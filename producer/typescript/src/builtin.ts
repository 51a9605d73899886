interface Host {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
}

/**
 * A module of Node itself, found at run time: this package also runs where there is none, so it imports none.
 *
 * @returns undefined in other runtimes, and in Node before 20.16
 */
export function builtin<T>(name: string): T | undefined {
  try {
    return (globalThis as Host).process?.getBuiltinModule?.(name) as T | undefined;
  } catch {
    // The edge runtime of Next.js has functions of Node's that throw.
    return undefined;
  }
}
