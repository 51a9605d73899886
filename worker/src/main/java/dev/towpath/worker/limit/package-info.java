/// Limits that the core cannot know by itself: whether a target is out, and what a worker may take
/// of a limit that holds over all workers.
@NullMarked
package dev.towpath.worker.limit;

import org.jspecify.annotations.NullMarked;
