package dev.towpath.worker.thread;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The threads of the JVM.
final class JvmThreads implements Threads {
    @Override
    public Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    @Override
    public Thread startVirtual(String name, Runnable work) {
        return Thread.ofVirtual().name(name).start(work);
    }

    @Override
    public void interrupt(Thread thread) {
        thread.interrupt();
    }

    @Override
    public void join(Thread thread, long millis) throws InterruptedException {
        thread.join(millis);
    }

    @Override
    public void park(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    @Override
    public void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    @Override
    public void sleep(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }
}
