/// What operators keep back, on the control topic.
@NullMarked
package dev.towpath.console.pause;

import org.jspecify.annotations.NullMarked;
