package dev.towpath.worker.kafka;

import dev.towpath.schemas.error.TowpathException;
import dev.towpath.schemas.ledger.LedgerTable;
import dev.towpath.schemas.ledger.Unfinished;
import dev.towpath.worker.core.QueuePartition;

/// What came of restoring a partition.
public sealed interface Restored {
    QueuePartition place();

    int epoch();

    /// Its ledger is loaded.
    ///
    /// @param frontier the offset from which its jobs are to be read
    /// @param express the offset from which its express topic is to be read
    /// @param expressEnd the offset up to which it is to be read before anything starts
    /// @param marks how many records of the ledger were put into the table
    record Ready(
            QueuePartition place,
            int epoch,
            LedgerTable ledger,
            Unfinished unfinished,
            long frontier,
            long express,
            long expressEnd,
            long marks,
            long nanos)
            implements Restored {}

    /// It cannot be opened.
    record Failed(QueuePartition place, int epoch, TowpathException problem) implements Restored {}
}
