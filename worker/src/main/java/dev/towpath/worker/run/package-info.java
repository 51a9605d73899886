/// The engine's shell: the poll thread, the inbox and the threads that run handlers.
@NullMarked
package dev.towpath.worker.run;

import org.jspecify.annotations.NullMarked;
