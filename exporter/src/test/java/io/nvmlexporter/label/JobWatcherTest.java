package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.label.Jobs.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobWatcherTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Logger LOGGER = Logger.getLogger(JobWatcher.class.getName());

    @TempDir
    private Path directory;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = collecting(lines);
    private final AtomicInteger readings = new AtomicInteger();

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
    }

    @Test
    void aMissingDirectoryIsToldOnceUntilItIsThere() throws IOException {
        Path missing = directory.resolve("jobs");
        try (JobWatcher watcher = watching(new JobFiles(missing)::read)) {
            await(() -> readings.get() > 3);
            assertThat(lines).containsExactly("cannot read the directory " + missing + ": there is no such file");

            Files.createDirectory(missing);
            await(() -> watcher.jobs().problems().isEmpty());
            Files.writeString(missing.resolve("0"), "17");
            await(() -> watcher.jobs().files().size() == 1);
            Files.delete(missing.resolve("0"));
            Files.delete(missing);
            await(() -> lines.size() == 2);
        }
    }

    @Test
    void aDirectoryOfOtherFilesIsNotTheWholeLog() throws IOException {
        for (int file : IntStream.range(0, 25).toArray()) {
            Files.createFile(directory.resolve("other" + file));
        }
        try (JobWatcher watcher = watching(new JobFiles(directory)::read)) {
            await(() -> readings.get() > 3);
            assertThat(watcher.jobs().problems()).hasSize(25);
        }
        assertThat(lines).hasSize(11);
        assertThat(lines.get(10))
                .isEqualTo("15 more problems of job files; nvml_exporter_job_file_problems counts them");
    }

    @Test
    void whatIsNobodysMistakeHasNoLine() throws IOException {
        Files.createFile(directory.resolve(".hidden"));
        try (JobWatcher watcher = watching(new JobFiles(directory)::read)) {
            await(() -> readings.get() > 3);
            assertThat(watcher.jobs().problems()).containsExactly(new Problem("hidden", ""));
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void aFileSystemThatHangsHasNoJobsAfterAWhileAndAReason() throws IOException {
        Files.writeString(directory.resolve("0"), "17");
        CountDownLatch never = new CountDownLatch(1);
        JobFiles files = new JobFiles(directory);
        Supplier<FoundJobs> once = () -> {
            if (readings.incrementAndGet() > 1) {
                uninterruptibly(never);
            }
            return files.read();
        };
        try (JobWatcher watcher = new JobWatcher(once, FoundJobs::problems, SOON, Duration.ofMillis(500))) {
            watcher.start();
            await(() -> watcher.jobs().files().size() == 1);
            await(() -> watcher.jobs().files().isEmpty());
            assertThat(watcher.jobs().problems())
                    .containsExactly(new Problem(
                            "timeout",
                            "the directory " + directory
                                    + " of job files was not read to the end for 0 s; does its file system answer?"));
        } finally {
            never.countDown();
        }
    }

    private JobWatcher watching(Supplier<FoundJobs> files) {
        Supplier<FoundJobs> counted = () -> {
            readings.incrementAndGet();
            return files.get();
        };
        JobWatcher watcher = new JobWatcher(counted, FoundJobs::problems, SOON);
        watcher.start();
        return watcher;
    }

    private static void uninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** The test's timeout ends it. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            assertThat(Thread.interrupted()).isFalse();
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Handler collecting(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().formatMessage(line));
            }

            @Override
            public void flush() {
                // Nothing is kept back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
