/// Jobs as HTTP requests: what a worker posts to an endpoint that does them, what it takes for an
/// answer, and where it must not connect to. See docs/push.md for the contract.
@NullMarked
package dev.towpath.push;

import org.jspecify.annotations.NullMarked;
