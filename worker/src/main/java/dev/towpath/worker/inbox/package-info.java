/// The inbox: a table in a handler's own database that lets an effect be written once.
@NullMarked
package dev.towpath.worker.inbox;

import org.jspecify.annotations.NullMarked;
