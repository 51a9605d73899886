/// The worker: runs the handlers of jobs, and settles each job in one transaction with its offset.
@NullMarked
package dev.towpath.worker;

import org.jspecify.annotations.NullMarked;
