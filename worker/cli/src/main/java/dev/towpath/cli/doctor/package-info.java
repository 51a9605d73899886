/// `towpath doctor`.
@NullMarked
package dev.towpath.cli.doctor;

import org.jspecify.annotations.NullMarked;
