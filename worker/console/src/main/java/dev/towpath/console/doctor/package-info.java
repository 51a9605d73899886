/// `towpath doctor`: what would lose or stall jobs, found before it does.
@NullMarked
package dev.towpath.console.doctor;

import org.jspecify.annotations.NullMarked;
