/// What is fuzzed of the gateway's intake from inside, because it is nobody else's business.
@NullMarked
package dev.towpath.gateway.intake;

import org.jspecify.annotations.NullMarked;
