package dev.towpath.console.doctor;

import java.util.List;

/// One thing that is looked at. It changes nothing.
interface Examination {
    /// @throws dev.towpath.schemas.error.TowpathException when it cannot be looked at
    List<Finding> findings();
}
