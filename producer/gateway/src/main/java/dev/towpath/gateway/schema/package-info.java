/// Payload schemas on the control topic, for the workers that do not have them yet.
@NullMarked
package dev.towpath.gateway.schema;

import org.jspecify.annotations.NullMarked;
