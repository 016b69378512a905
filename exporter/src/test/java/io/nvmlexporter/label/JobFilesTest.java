package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.label.Jobs.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JobFilesTest {
    @TempDir
    private Path directory;

    private JobFiles files;

    @BeforeEach
    void aDirectory() {
        files = new JobFiles(directory);
    }

    @Test
    void aFileNamesTheJobsOfItsGpuOrGpuInstance() {
        write("0", "17\n18");
        write("12.3", "19\r\n");
        Jobs jobs = files.read();

        assertThat(jobs.of(Place.gpu(0))).containsExactly("17", "18");
        assertThat(jobs.of(Place.instance(12, 3))).containsExactly("19");
        assertThat(jobs.of(Place.gpu(12))).isEmpty();
        assertThat(jobs.of(Place.instance(0, 3))).isEmpty();
        assertThat(jobs.problems()).isEmpty();
    }

    @Test
    void aLineIsTheJobAsItStandsAndAnEmptyOneIsNone() {
        write("0", "\n a \"b\" \\ \uD83D\uDE80\n\n\r\n17\n17\n");

        assertThat(files.read().of(Place.gpu(0))).containsExactly(" a \"b\" \\ \uD83D\uDE80", "17");
    }

    @Test
    void anEmptyFileNamesNoJob() {
        write("0", "");
        write("1", "\n\n");
        Jobs jobs = files.read();

        assertThat(jobs.jobs()).isEmpty();
        assertThat(jobs.problems()).isEmpty();
    }

    @Test
    void whatIsNotNamedAsADeviceIsLeftAlone() throws IOException {
        for (String name : List.of("x", "0.", ".0", "0.1.2", "00", "-1", "0~", "1e3", "99999999999")) {
            write(name, "17");
        }
        Files.createDirectory(directory.resolve("5"));
        Jobs jobs = files.read();

        assertThat(jobs.jobs()).isEmpty();
        assertThat(jobs.problems()).isEmpty();
    }

    @Test
    void aChangeIsSeenAtTheNextReading() throws IOException {
        write("0", "17");
        files.read();
        write("0", "18");
        write("1", "19");
        Jobs changed = files.read();
        Files.delete(directory.resolve("0"));

        assertThat(changed.of(Place.gpu(0))).containsExactly("18");
        assertThat(files.read().of(Place.gpu(0))).isEmpty();
    }

    @Test
    void aBadFileCostsOnlyItsOwnJobs() {
        write("0", "17");
        write("1", "18\n" + "x".repeat((64 << 10) + 1) + "\n");
        write("2", "y".repeat(64 << 10));
        write("3", "123456789\n".repeat(1 << 17));
        write("4", IntStream.range(0, 257).mapToObj(String::valueOf).collect(Collectors.joining("\n")));
        write("5", IntStream.range(0, 256).mapToObj(String::valueOf).collect(Collectors.joining("\n")));
        Jobs jobs = files.read();

        assertThat(jobs.jobs()).containsOnlyKeys(Place.gpu(0), Place.gpu(2), Place.gpu(5));
        assertThat(jobs.problems())
                .containsExactly(
                        new Problem(
                                "line_too_long", "job file " + directory + "/1:2: longer than 64 KiB; write a job id"),
                        new Problem(
                                "too_large",
                                "job file " + directory + "/3: larger than 1 MiB; write one job id a line"),
                        new Problem(
                                "too_many_jobs",
                                "job file " + directory
                                        + "/4: 257 jobs, and 256 are the most for one GPU; remove those that have ended"));
    }

    @Test
    void bytesThatAreNotTextAreReplaced() throws IOException {
        Files.write(directory.resolve("0"), new byte[] {'a', (byte) 0xFF, 'b'});

        assertThat(files.read().of(Place.gpu(0))).containsExactly("a\uFFFDb");
    }

    @Test
    void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
        Process mkfifo = new ProcessBuilder("mkfifo", directory.resolve("0").toString()).start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        write("1", "17");
        Jobs jobs = files.read();

        assertThat(jobs.of(Place.gpu(1))).containsExactly("17");
        assertThat(jobs.problems())
                .containsExactly(
                        new Problem("unreadable", "job file " + directory + "/0: not a regular file; remove it"));
    }

    @Test
    void whatIsNoDirectoryIsTold() {
        write("0", "17");
        Path file = directory.resolve("0");

        assertThat(new JobFiles(file).read().problems())
                .containsExactly(
                        new Problem("unreadable", "cannot read the directory " + file + ": it is not a directory"));
    }

    @Test
    void allFilesTogetherAreBounded() {
        String almost = "x".repeat(60 << 10).concat("\n").repeat(17);
        IntStream.range(0, 20).forEach(gpu -> write(Integer.toString(gpu), almost));
        Jobs jobs = files.read();

        assertThat(jobs.jobs()).hasSize(16);
        assertThat(jobs.problems())
                .hasSize(4)
                .allMatch(problem -> problem.reason().equals("too_large"));
    }

    @Test
    void filesBeyond4096AreNotRead() {
        IntStream.range(0, 4100).forEach(gpu -> write(Integer.toString(gpu), "17"));
        Jobs jobs = files.read();

        assertThat(jobs.jobs()).hasSize(4096);
        assertThat(jobs.problems()).extracting(Problem::reason).containsExactly("too_many_files");
    }

    @Test
    @Timeout(60)
    void aMissingDirectoryIsToldOnceUntilItIsThere() throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        AtomicInteger readings = new AtomicInteger();
        Path missing = directory.resolve("jobs");
        JobFiles later = new JobFiles(missing);
        Supplier<Jobs> read = () -> {
            readings.incrementAndGet();
            return later.read();
        };
        Logger logger = Logger.getLogger(JobWatcher.class.getName());
        Handler handler = collecting(lines);
        logger.addHandler(handler);
        try (JobWatcher watcher = new JobWatcher(read, Duration.ofMillis(1))) {
            watcher.start();
            await(() -> readings.get() > 3);
            assertThat(lines).containsExactly("cannot read the directory " + missing + ": there is no such file");

            Files.createDirectory(missing);
            await(() -> watcher.jobs().problems().isEmpty());
            Files.writeString(missing.resolve("0"), "17");
            await(() -> watcher.jobs().of(Place.gpu(0)).equals(List.of("17")));
            Files.delete(missing.resolve("0"));
            Files.delete(missing);
            await(() -> lines.size() == 2);
        } finally {
            logger.removeHandler(handler);
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
                lines.add(line.getMessage());
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

    private void write(String name, String text) {
        try {
            Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
