package dev.towpath.cli.dev;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.schemas.error.ErrorCode;
import dev.towpath.schemas.error.TowpathException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The lock on a `.towpath` folder. The system frees it with the process that holds it, so it is
/// never stale; what is written in the file may be, and then tells which processes were left.
final class DevLock implements AutoCloseable {
    private static final Duration LEFT_ONES_END_WITHIN = Duration.ofSeconds(40);

    private static final long LARGEST = 4096;

    private final FileChannel channel;
    private final FileLock lock;
    private final List<ProcessHandle> left;

    private DevLock(FileChannel channel, FileLock lock, List<ProcessHandle> left) {
        this.channel = channel;
        this.lock = lock;
        this.left = left;
    }

    /// Takes the lock.
    ///
    /// @throws TowpathException ALREADY_RUNNING when another process has it
    static DevLock take(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            String first = read(channel).lines().findFirst().orElse("");
            channel.close();
            throw new TowpathException(
                    ErrorCode.ALREADY_RUNNING,
                    "`towpath dev` runs in this folder already, as process "
                            + first.split(" ", -1)[0]
                            + ". Nothing was started. Use that one, or stop it with Ctrl-C in its"
                            + " terminal; or start another one in another folder, with other"
                            + " ports.");
        }
        return new DevLock(channel, lock, processes(read(channel)));
    }

    /// Whether the last holder ended without a word, by `kill -9` or with the machine.
    boolean wasLeft() throws IOException {
        return channel.size() > 0;
    }

    /// Waits until the children of a holder that was killed have ended: they do so by themselves,
    /// and still have the ports until then.
    void awaitThoseLeft() throws InterruptedException {
        for (ProcessHandle process : left) {
            try {
                process.onExit().get(LEFT_ONES_END_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new TowpathException(
                        ErrorCode.ALREADY_RUNNING,
                        "process "
                                + process.pid()
                                + " of an earlier `towpath dev` still runs in this folder and does"
                                + " not end. Nothing was started. End it with `kill -9 "
                                + process.pid()
                                + "` and start again; no job is lost by that.",
                        e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("the end of a process cannot be seen", e);
            }
        }
    }

    /// Notes the processes that run under this lock.
    void note(List<ProcessHandle> children) throws IOException {
        StringBuilder text = new StringBuilder(line(ProcessHandle.current()));
        children.forEach(child -> text.append(line(child)));
        channel.truncate(0).write(ByteBuffer.wrap(text.toString().getBytes(UTF_8)), 0);
        channel.force(false);
    }

    /// Frees the lock after a proper end.
    @Override
    public void close() throws IOException {
        channel.truncate(0);
        lock.release();
        channel.close();
    }

    /// Reads the file without opening it a second time: on POSIX systems, closing any descriptor of
    /// a file gives up all locks that the process has on it.
    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST));
        channel.read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), UTF_8);
    }

    private static String line(ProcessHandle process) {
        return process.pid() + " " + started(process).map(Instant::toEpochMilli).orElse(0L) + "\n";
    }

    private static Optional<Instant> started(ProcessHandle process) {
        return process.info().startInstant();
    }

    /// The noted processes that are still there: a process id alone may long be another's.
    private static List<ProcessHandle> processes(String text) {
        List<ProcessHandle> there = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] parts = line.split(" ", -1);
            if (parts.length == 2 && line.matches("[0-9]{1,18} [0-9]{1,18}")) {
                ProcessHandle.of(Long.parseLong(parts[0]))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> line(process).strip().equals(line))
                        .ifPresent(there::add);
            }
        }
        return there;
    }
}
