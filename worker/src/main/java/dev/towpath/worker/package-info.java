/// Handlers and the worker that runs them: the public face of the engine.
@NullMarked
package dev.towpath.worker;

import org.jspecify.annotations.NullMarked;
