/// A fleet of engine cores over one log, ledger and group in memory, driven by a seed: crashes,
/// zombies, rebalances, open transactions and late results, thousands of them a second.
@NullMarked
package dev.towpath.testkit.fleet;

import org.jspecify.annotations.NullMarked;
