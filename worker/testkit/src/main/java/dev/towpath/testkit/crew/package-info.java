/// Whole workers, driven by a seed: the engine, core and shell, on a model of a broker.
@NullMarked
package dev.towpath.testkit.crew;

import org.jspecify.annotations.NullMarked;
