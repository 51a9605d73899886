package dev.towpath.e2e.fuzz;

import java.util.Arrays;

/// Takes an input apart: numbers and pieces of bytes, and nothing once it has ended.
final class Chunks {
    private final byte[] input;
    private int at;

    Chunks(byte[] input) {
        this.input = input;
    }

    boolean more() {
        return at < input.length;
    }

    /// 0 to 255.
    int one() {
        return more() ? input[at++] & 0xff : 0;
    }

    /// One of so many.
    int of(int count) {
        return one() % count;
    }

    long number() {
        long number = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            number = number << 8 | one();
        }
        return number;
    }

    /// A piece behind its length in two bytes, as much as there is of it.
    byte[] piece() {
        int length = one() << 8 | one();
        byte[] piece = Arrays.copyOfRange(input, at, Math.min(input.length, at + length));
        at += piece.length;
        return piece;
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(input, at, input.length);
        at = input.length;
        return rest;
    }
}
