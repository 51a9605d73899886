/** A number that grows with every attempt of a job: `owner.generation.attempt`, compared number by number. */
export interface Fence {
  owner: bigint;
  generation: number;
  attempt: number;
}

/** The fence that a text is; undefined when it is none. */
export function parseFence(text: string): Fence | undefined {
  const match = /^(\d{1,19})\.(\d{1,10})\.(\d{1,10})$/.exec(text);
  return match
    ? { owner: BigInt(match[1]!), generation: Number(match[2]), attempt: Number(match[3]) }
    : undefined;
}

/** Whether a fence is of an older attempt than another. */
export function isOlder(fence: Fence, other: Fence): boolean {
  if (fence.owner !== other.owner) {
    return fence.owner < other.owner;
  }
  return fence.generation !== other.generation
    ? fence.generation < other.generation
    : fence.attempt < other.attempt;
}

/** The fence as text. */
export function fenceText(fence: Fence): string {
  return `${fence.owner}.${fence.generation}.${fence.attempt}`;
}
