/// What threads share here, held to one order of what they do to it.
@NullMarked
package dev.towpath.worker.kafka;

import org.jspecify.annotations.NullMarked;
