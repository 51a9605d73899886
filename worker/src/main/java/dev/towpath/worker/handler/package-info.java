/// What a handler sees and says: the job, its context, its outcome.
@NullMarked
package dev.towpath.worker.handler;

import org.jspecify.annotations.NullMarked;
