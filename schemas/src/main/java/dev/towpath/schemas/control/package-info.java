/// What operators say to a whole installation, on the control topic.
@NullMarked
package dev.towpath.schemas.control;

import org.jspecify.annotations.NullMarked;
