package dev.towpath.console.replay;

import dev.towpath.console.replay.Choice.Why;
import dev.towpath.console.topic.Place;

/// The choice that takes into account what was sent by plans that were broken off.
final class Chosen {
    private Chosen() {}

    static Choice of(Source source, SentBefore sent, Place place) {
        Choice choice = source.choose(place);
        return choice instanceof Choice.Run run && sent.plan(run.id(), run.generation()).isPresent()
                ? new Choice.Leave(Why.REPLAYED)
                : choice;
    }
}
