package dev.towpath.worker.core;

import java.util.ArrayList;
import java.util.List;

/// The effects that one step has asked for so far.
final class Wanted {
    private List<Effect> effects = new ArrayList<>();

    void add(Effect effect) {
        effects.add(effect);
    }

    void addAll(List<? extends Effect> more) {
        effects.addAll(more);
    }

    /// Everything since the last time.
    List<Effect> take() {
        List<Effect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
