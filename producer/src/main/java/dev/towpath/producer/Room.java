package dev.towpath.producer;

/// What a producer has sent that is not decided yet, in jobs and bytes, within what it may. Safe
/// for use by many threads: who is refused found no room, not only somebody who was trying.
final class Room {
    private final int mostJobs;
    private final long mostBytes;
    private int jobs;
    private long bytes;

    Room(int mostJobs, long mostBytes) {
        this.mostJobs = mostJobs;
        this.mostBytes = mostBytes;
    }

    /// Takes room for a job, if there is some.
    synchronized boolean take(int size) {
        if (jobs >= mostJobs || bytes + size > mostBytes) {
            return false;
        }
        jobs++;
        bytes += size;
        return true;
    }

    synchronized void give(int size) {
        jobs--;
        bytes -= size;
    }

    synchronized int jobs() {
        return jobs;
    }

    /// Whether more than an eighth of it is left.
    synchronized boolean isWide() {
        return jobs < mostJobs - mostJobs / 8 && bytes < mostBytes - mostBytes / 8;
    }
}
