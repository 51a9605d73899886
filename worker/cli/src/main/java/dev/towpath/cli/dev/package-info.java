/// `towpath dev`: broker, gateway and worker together on one machine, each in a JVM of its own.
@NullMarked
package dev.towpath.cli.dev;

import org.jspecify.annotations.NullMarked;
