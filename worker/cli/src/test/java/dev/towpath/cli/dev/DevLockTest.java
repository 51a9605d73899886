package dev.towpath.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DevLockTest {
    @TempDir Path folder;

    @Test
    void aHolderThatEndsProperlyLeavesNothing() throws Exception {
        try (DevLock lock = DevLock.take(file())) {
            assertThat(lock.wasLeft()).isFalse();
            lock.note(List.of());
        }
        try (DevLock lock = DevLock.take(file())) {
            assertThat(lock.wasLeft()).isFalse();
        }
    }

    @Test
    void theNextHolderWaitsForTheProcessesOfOneThatWasKilled() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        String noted;
        try (DevLock lock = DevLock.take(file())) {
            lock.note(List.of(child.toHandle()));
            noted = Files.readString(file());
        }
        Files.writeString(file(), noted.lines().skip(1).findFirst().orElseThrow() + "\n");

        try (DevLock lock = DevLock.take(file())) {
            assertThat(lock.wasLeft()).isTrue();
            Thread waiting =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            lock.awaitThoseLeft();
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            assertThat(waiting.join(java.time.Duration.ofMillis(200))).isFalse();
            child.destroyForcibly();
            waiting.join();
        }
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aProcessThatGotTheNumberOfOneThatWasNotedIsLeftAlone() throws Exception {
        long mine = ProcessHandle.current().pid();
        Files.writeString(file(), mine + " 12345\nnonsense\n999999999 1\n");
        try (DevLock lock = DevLock.take(file())) {
            assertThat(lock.wasLeft()).isTrue();
            lock.awaitThoseLeft();
        }
    }

    private Path file() {
        return folder.resolve("dev.lock");
    }
}
