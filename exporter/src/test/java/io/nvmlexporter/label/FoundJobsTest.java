package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.label.Jobs.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which devices the names of job files mean, on the nodes of captures. */
class FoundJobsTest {
    private static final String NO_GPU = "GPU-00000000-0000-0000-0000-000000000000";

    @TempDir
    private Path directory;

    @Test
    void aFileIsNamedByIndexOrByUuidInAnyCase() throws IOException {
        write("0", "17");
        write(Nodes.uuid("h100", 1), "18");
        write(Nodes.uuid("h100", 2).toUpperCase(Locale.ROOT), "19");
        write(Nodes.uuid("h100", 3).toLowerCase(Locale.ROOT), "20");
        Jobs jobs = on("h100");

        assertThat(jobs.jobs())
                .isEqualTo(Map.of(
                        Place.gpu(0), List.of("17"),
                        Place.gpu(1), List.of("18"),
                        Place.gpu(2), List.of("19"),
                        Place.gpu(3), List.of("20")));
        assertThat(jobs.problems()).isEmpty();
    }

    @Test
    void aGpuInstanceIsNamedByItsGpuAndIdOrByTheUuidOfItsMigDevice() throws IOException {
        Devices.Gpu gpu = Nodes.devices("h100-mig").gpus().get(0);
        List<Integer> instances = gpu.ids().orElseThrow().migDevices().stream()
                .map(mig -> mig.gpuInstanceId())
                .toList();
        write("0." + instances.get(0), "17");
        write(gpu.uuid() + "." + instances.get(1), "18");
        write(Nodes.migUuid("h100-mig", 2), "19");
        Jobs jobs = on("h100-mig");

        assertThat(jobs.jobs())
                .isEqualTo(Map.of(
                        Place.instance(0, instances.get(0)), List.of("17"),
                        Place.instance(0, instances.get(1)), List.of("18"),
                        Place.instance(0, instances.get(2)), List.of("19")));
        assertThat(jobs.problems()).isEmpty();
    }

    @Test
    void twoFilesOfOneGpuNameTheJobsOfBoth() throws IOException {
        write("0", "17\n18");
        write(Nodes.uuid("h100", 0), "18\n19");
        Jobs jobs = on("h100");

        assertThat(jobs.jobs()).isEqualTo(Map.of(Place.gpu(0), List.of("17", "18", "19")));
        assertThat(jobs.problems()).isEmpty();
    }

    @Test
    void theTwoTogetherAreBounded() throws IOException {
        write("0", numbers(0, 200));
        write(Nodes.uuid("h100", 0), numbers(200, 257));
        Jobs jobs = on("h100");

        assertThat(jobs.of(Place.gpu(0))).hasSize(200);
        assertThat(jobs.problems())
                .containsExactly(new Problem(
                        "too_many_jobs",
                        "job file " + directory + "/" + Nodes.uuid("h100", 0)
                                + ": with the other file of that GPU 257 jobs, and 256 are the most for one GPU; remove"
                                + " those that have ended"));
    }

    @Test
    void aNameOfNoDeviceHereIsCountedAndTold() throws IOException {
        write("8", "17");
        write("0.3", "17");
        write(NO_GPU, "17");
        write("MIG-00000000-0000-0000-0000-000000000000", "17");
        Jobs jobs = on("h100");

        assertThat(jobs.jobs()).isEmpty();
        assertThat(jobs.problems())
                .containsExactlyInAnyOrder(
                        problem("unknown_index", "8", "NVML shows no GPU 8"),
                        problem("mig_mode_off", "0.3", "GPU 0 does not have MIG mode on"),
                        problem("unknown_uuid", NO_GPU, "NVML shows no GPU " + NO_GPU),
                        problem(
                                "mig_mode_off",
                                "MIG-00000000-0000-0000-0000-000000000000",
                                "MIG-00000000-0000-0000-0000-000000000000 is a MIG device, and no GPU has MIG mode"
                                        + " on"));
    }

    @Test
    void aGpuThatIsNotReadNowIsCountedAndNotTold() throws IOException {
        write("0", "17");
        write(NO_GPU, "17");
        DeviceIds none = new DeviceIds(new Devices(List.of(), OptionalInt.empty()), Nodes.ANY);

        assertThat(new JobFiles(directory).read().on(none).problems())
                .containsExactly(new Problem("gpu_not_read", ""), new Problem("gpu_not_read", ""));
    }

    private Problem problem(String reason, String name, String why) {
        return new Problem(
                reason,
                "job file " + directory + "/" + name + ": " + why + "; remove it, or name it by a GPU of this node");
    }

    private Jobs on(String capture) {
        return new JobFiles(directory).read().on(Nodes.ids(capture));
    }

    private static String numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
