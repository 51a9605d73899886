package dev.towpath.e2e.evidence;

/// The transaction that wrote a record. Since transaction.version 2 (KIP-890) every transaction of
/// a producer has an epoch of its own, so that the two numbers name one, in all partitions alike.
record Writer(long producerId, short epoch) {
    static final Writer NONE = new Writer(-1, (short) -1);
}
