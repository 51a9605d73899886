/// A whole installation under faults, for minutes: three brokers, two gateways, three workers,
/// clients over HTTP, and somebody who breaks one thing after the other. Then the guarantees judge.
@NullMarked
package dev.towpath.e2e.torture;

import org.jspecify.annotations.NullMarked;
