package dev.towpath.console.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The numbers of a version of Towpath; what is behind them, such as `-SNAPSHOT`, does not count.
record Release(List<Integer> numbers) implements Comparable<Release> {
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6}(\\.\\d{1,6}){0,3}).*");

    Release {
        numbers = List.copyOf(numbers);
    }

    /// Empty when it is no version, as of a build that has none.
    static Optional<Release> of(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.matches()
                ? Optional.of(
                        new Release(
                                Arrays.stream(matcher.group(1).split("\\.", -1))
                                        .map(Integer::valueOf)
                                        .toList()))
                : Optional.empty();
    }

    @Override
    public int compareTo(Release other) {
        return Arrays.compare(padded(), other.padded());
    }

    private int[] padded() {
        List<Integer> four = new ArrayList<>(numbers);
        while (four.size() < 4) {
            four.add(0);
        }
        return four.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
