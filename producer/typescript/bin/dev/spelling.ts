const LONGEST = 64;

/** `did you mean 'x'?` for the nearest candidate, when it is near enough to be a slip; else undefined. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(word, candidates);
  return near === undefined ? undefined : `did you mean '${near}'?`;
}

/** The nearest by edit distance: at most a third of the word's length. Case, `-` and `_` do not count. */
function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word === "" || word.length > LONGEST) {
    return undefined;
  }
  const plainWord = plain(word);
  let least = Math.max(1, Math.floor(plainWord.length / 3)) + 1;
  let found: string | undefined;
  for (const candidate of candidates) {
    const distance = candidate.length > LONGEST ? least : distanceOf(plainWord, plain(candidate));
    if (distance < least) {
      least = distance;
      found = candidate;
    }
  }
  return found;
}

function plain(word: string): string {
  return word.replace(/[-_]/g, "").toLowerCase();
}

/** Optimal string alignment: insert, delete, replace, or swap two neighbours. */
function distanceOf(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(last[j - 1]! + (same ? 0 : 1), last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforeLast[j - 2]! + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
