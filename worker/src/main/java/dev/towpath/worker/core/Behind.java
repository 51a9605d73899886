package dev.towpath.worker.core;

/// A submission that waits until the job of the same id has left this worker: that one may be
/// called off by a cancel that is yet to be read and was asked for between the two, and then this
/// one runs in its stead. Until then its record is not settled.
///
/// @param copy whether it has the same payload: then it is passed over when the job was not called
///     off
record Behind(
        Partition partition,
        Arrival.Submitted arrival,
        long sequence,
        boolean express,
        boolean copy) {
    /// The same submission, compared once more.
    Behind compared(boolean isCopy) {
        return new Behind(partition, arrival, sequence, express, isCopy);
    }

    Frontier frontier() {
        return express ? partition.express : partition.frontier;
    }
}
