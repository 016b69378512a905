package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.label.Jobs.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

        assertThat(said()).isEqualTo(Map.of("0", List.of("17", "18"), "12.3", List.of("19")));
        assertThat(problems()).isEmpty();
    }

    @Test
    void aLineIsTheJobAsItStandsAndAnEmptyOneIsNone() {
        write("0", "\n a \"b\" \\ \uD83D\uDE80\n\n\r\n17\n17\n");

        assertThat(said().get("0")).containsExactly(" a \"b\" \\ \uD83D\uDE80", "17");
    }

    @Test
    void anEmptyFileNamesNoJob() {
        write("0", "");
        write("1", "\n\n");

        assertThat(said()).isEmpty();
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "0.",
                "0.1.2",
                "00",
                "-1",
                "0~",
                "1e3",
                "99999999999",
                "gpu0",
                "nvidia0",
                "GPU-",
                "GPU-0",
                "GPU-003adf87",
                "MIG-003adf87-7dcd-4255-a383-f4b7d7838019.1",
                "GPU-003adf87-7dcd-4255-a383-f4b7d7838019.tmp",
                "004adf87-7dcd-4255-a383-f4b7d7838019",
                "\u0660"
            })
    void whatIsNotNamedAsADeviceIsCountedAndTold(String name) {
        write(name, "17");

        assertThat(said()).isEmpty();
        assertThat(problems())
                .containsExactly(new Problem(
                        "unknown_name",
                        "job file " + directory + "/" + name + ": that is the name of no GPU; name it by a GPU's index"
                                + " (0), by index and GPU instance (0.11), or by UUID (GPU-…, MIG-…)"));
    }

    @Test
    void aHiddenFileIsCountedAndNotToldAndADirectoryIsBoth() throws IOException {
        write(".0", "17");
        write(".nfs0000", "17");
        Files.createDirectory(directory.resolve("5"));

        assertThat(said()).isEmpty();
        assertThat(problems())
                .containsExactlyInAnyOrder(
                        new Problem("hidden", ""),
                        new Problem("hidden", ""),
                        new Problem(
                                "directory",
                                "job file " + directory + "/5: a directory; write a file with a job id a line"));
    }

    @Test
    void theLineOfABadNameIsOneLineOfModestLength() {
        write("a\n" + "b".repeat(200), "17");

        assertThat(problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("/a?" + "b".repeat(98) + "…: that")
                        .doesNotContain("\n"));
    }

    @Test
    void aLinkIsWhatItPointsTo(@TempDir Path elsewhere) throws IOException {
        Path real = Files.writeString(elsewhere.resolve("job"), "17");
        Files.createSymbolicLink(directory.resolve("0"), real);
        Files.createSymbolicLink(directory.resolve("1"), elsewhere.resolve("none"));
        Files.createSymbolicLink(directory.resolve("2"), elsewhere);
        Files.createSymbolicLink(directory.resolve("3"), Path.of("/dev/zero"));
        Files.createSymbolicLink(directory.resolve("4"), directory.resolve("4"));

        assertThat(said()).isEqualTo(Map.of("0", List.of("17")));
        assertThat(problems())
                .extracting(Problem::reason)
                .containsExactlyInAnyOrder("directory", "unreadable", "unreadable", "unreadable");
    }

    @Test
    void aFileThatMayNotBeReadIsTold() throws IOException {
        write("0", "17");
        Files.setPosixFilePermissions(directory.resolve("0"), Set.of());
        String why = "permission denied";
        if (Files.isReadable(directory.resolve("0"))) {
            // Root may read every file, but the kernel gives nobody the beginning of its memory.
            Files.delete(directory.resolve("0"));
            Files.createSymbolicLink(directory.resolve("0"), Path.of("/proc/self/mem"));
            why = "Input/output error";
        }

        assertThat(problems())
                .containsExactly(new Problem("unreadable", "cannot read the job file " + directory + "/0: " + why));
    }

    @Test
    void aChangeIsSeenAtTheNextReading() throws IOException {
        write("0", "17");
        files.read();
        write("0", "18");
        write("1", "19");
        assertThat(said().get("0")).containsExactly("18");

        Files.delete(directory.resolve("0"));
        assertThat(said()).containsOnlyKeys("1");
    }

    @Test
    void aBadFileCostsOnlyItsOwnJobs() {
        write("0", "17");
        write("1", "18\n" + "x".repeat((64 << 10) + 1) + "\n");
        write("2", "y".repeat(64 << 10));
        write("3", "123456789\n".repeat(1 << 17));
        write("4", IntStream.range(0, 257).mapToObj(String::valueOf).collect(Collectors.joining("\n")));
        write("5", IntStream.range(0, 256).mapToObj(String::valueOf).collect(Collectors.joining("\n")));

        assertThat(said()).containsOnlyKeys("0", "2", "5");
        assertThat(problems())
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

        assertThat(said().get("0")).containsExactly("a\uFFFDb");
    }

    @Test
    void aPipeIsNotWaitedFor() throws IOException, InterruptedException {
        Process mkfifo = new ProcessBuilder("mkfifo", directory.resolve("0").toString()).start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        write("1", "17");

        assertThat(said()).isEqualTo(Map.of("1", List.of("17")));
        assertThat(problems())
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

        assertThat(said()).hasSize(16);
        assertThat(problems()).hasSize(4).allMatch(problem -> problem.reason().equals("too_large"));
    }

    @Test
    void filesBeyond4096AreNotRead() {
        IntStream.range(0, 4100).forEach(gpu -> write(Integer.toString(gpu), "17"));

        assertThat(said()).hasSize(4096);
        assertThat(problems()).extracting(Problem::reason).containsExactly("too_many_files");
    }

    /** By the file's name. */
    private Map<String, List<String>> said() {
        return files.read().files().stream().collect(Collectors.toMap(JobFile::fileName, JobFile::jobs));
    }

    private List<Problem> problems() {
        return files.read().problems();
    }

    private void write(String name, String text) {
        try {
            Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
