package dev.towpath.schemas.payload;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that somebody may have meant.
public final class Spelling {
    private static final int LONGEST = 64;
    private static final int MOST_CANDIDATES = 1_000;

    private Spelling() {}

    /// The candidate nearest to `word` by edit distance, when it is near enough to be a slip: one
    /// edit for words of up to 4 characters, else a third of the length. Case, `-` and `_` do not
    /// count. Looks at no more than 1,000 candidates, because the word may come from anybody.
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        return nearest(word, candidates, Math.max(1, plain(word).length() / 3));
    }

    /// The candidate nearest to `word`, when it is at most so many edits away.
    public static Optional<String> nearest(
            String word, Collection<String> candidates, int mostEdits) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(word);
        String nearest = null;
        int least = mostEdits + 1;
        int seen = 0;
        for (String candidate : candidates) {
            if (seen++ == MOST_CANDIDATES) {
                break;
            }
            if (Math.abs(candidate.length() - word.length()) <= least
                    && candidate.length() <= LONGEST) {
                int distance = distance(plain, plain(candidate));
                if (distance < least) {
                    least = distance;
                    nearest = candidate;
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    /// `did you mean 'x'?` for the nearest candidate, or nothing.
    public static String didYouMean(String word, Collection<String> candidates) {
        return nearest(word, candidates).map(found -> "did you mean '" + found + "'?").orElse("");
    }

    private static String plain(String word) {
        return word.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /// Optimal string alignment: insert, delete, replace, or swap two neighbours.
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
