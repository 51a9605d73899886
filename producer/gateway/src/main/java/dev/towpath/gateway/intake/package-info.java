/// Jobs as they come in: read, checked against the configuration, put on their queue.
@NullMarked
package dev.towpath.gateway.intake;

import org.jspecify.annotations.NullMarked;
