package dev.towpath.e2e.torture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Which faults come one after the other, drawn from a seed: like cards from a deck, so that each
/// kind comes before one comes twice.
///
/// @param turns at each, one fault or two at a time
record Plan(long seed, List<List<Card>> turns) {
    private static final int TWO_AT_A_TIME_PERCENT = 25;

    Plan {
        turns = List.copyOf(turns);
    }

    /// One fault to come.
    ///
    /// @param lastsMillis until it is healed; what it does by itself may take longer
    /// @param chance for all that is to be drawn when it comes
    record Card(Kind kind, long lastsMillis, long chance) {
        @Override
        public String toString() {
            return kind.word() + " " + lastsMillis / 1_000 + " s";
        }
    }

    /// @param faults how many; turns with nothing do not count
    static Plan of(long seed, int faults) {
        Random random = new Random(seed);
        List<List<Card>> turns = new ArrayList<>();
        List<Kind> deck = new ArrayList<>();
        int dealt = 0;
        while (dealt < faults) {
            List<Card> turn = new ArrayList<>();
            turn.add(card(draw(deck, random), random));
            if (random.nextInt(100) < TWO_AT_A_TIME_PERCENT && dealt + 1 < faults) {
                Kind second = draw(deck, random);
                if (second.victim == turn.getFirst().kind.victim) {
                    deck.add(second);
                } else {
                    turn.add(card(second, random));
                }
            }
            dealt += (int) turn.stream().filter(one -> one.kind != Kind.NOTHING).count();
            turns.add(List.copyOf(turn));
        }
        return new Plan(seed, turns);
    }

    int faults() {
        return (int)
                turns.stream()
                        .flatMap(List::stream)
                        .filter(card -> card.kind != Kind.NOTHING)
                        .count();
    }

    private static Kind draw(List<Kind> deck, Random random) {
        if (deck.isEmpty()) {
            deck.addAll(List.of(Kind.values()));
            Collections.shuffle(deck, random);
        }
        return deck.removeLast();
    }

    private static Card card(Kind kind, Random random) {
        // A worker or a broker that stands still is missed after 6 s.
        return new Card(kind, 7_000 + random.nextInt(7_000), random.nextLong());
    }
}
