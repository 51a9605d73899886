/// The gateway: HTTP in, jobs on Kafka out.
@NullMarked
package dev.towpath.gateway;

import org.jspecify.annotations.NullMarked;
