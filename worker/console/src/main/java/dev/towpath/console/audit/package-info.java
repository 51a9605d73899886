/// The record of who did what to which jobs.
@NullMarked
package dev.towpath.console.audit;

import org.jspecify.annotations.NullMarked;
