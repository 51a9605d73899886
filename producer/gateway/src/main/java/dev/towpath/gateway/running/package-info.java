/// What workers tell of the jobs that run.
@NullMarked
package dev.towpath.gateway.running;

import org.jspecify.annotations.NullMarked;
