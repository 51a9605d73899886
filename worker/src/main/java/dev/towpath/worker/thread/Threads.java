package dev.towpath.worker.thread;

/// The threads of an engine and the time that they wait: those of the JVM, or, in a simulation,
/// those of which one goes on at a time. All code of the engine that waits waits here.
public interface Threads {
    /// A platform thread that is started and does not keep the JVM alive.
    Thread start(String name, Runnable work);

    /// A virtual thread that is started.
    Thread startVirtual(String name, Runnable work);

    void interrupt(Thread thread);

    /// Waits until a thread has ended, at most so long.
    ///
    /// @throws InterruptedException when the calling thread is interrupted
    void join(Thread thread, long millis) throws InterruptedException;

    /// Waits until [#unpark], at most so long, and perhaps shorter: whoever waits looks again.
    void park(long nanos);

    void unpark(Thread thread);

    /// @throws InterruptedException when the calling thread is interrupted
    void sleep(long millis) throws InterruptedException;

    /// A clock that nobody sets, in nanoseconds, see [System#nanoTime].
    long nanos();

    /// Those of the JVM.
    static Threads ofJvm() {
        return new JvmThreads();
    }
}
