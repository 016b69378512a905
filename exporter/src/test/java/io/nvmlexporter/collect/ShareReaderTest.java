package io.nvmlexporter.collect;

import static io.nvmlexporter.field.ProcessAnswers.COMPUTE;
import static io.nvmlexporter.field.ProcessAnswers.UTILIZATION;
import static io.nvmlexporter.field.ProcessAnswers.busyNow;
import static io.nvmlexporter.field.ProcessAnswers.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.History;
import io.nvmlexporter.field.Readings;
import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.field.XidReport;
import io.nvmlexporter.kubelet.Recorded;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlDouble;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.simulation.Capture;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose the processes are that NVML's library tells of, by a made-up {@code /proc}. */
@Timeout(60)
class ShareReaderTest {
    private static final String A = "aaaaaaaa-0000-4000-8000-000000000001";
    private static final String B = "bbbbbbbb-0000-4000-8000-000000000002";
    private static final long MIB = 1 << 20;
    private static final Field USED = FieldCatalog.find("DCGM_FI_DEV_FB_USED").orElseThrow();
    private static final Field BUSY = FieldCatalog.find("DCGM_FI_DEV_GPU_UTIL").orElseThrow();
    private static final Field POWER =
            FieldCatalog.find("DCGM_FI_DEV_POWER_USAGE").orElseThrow();
    private static final String HEAD = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "580.105.08"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            nvmlDeviceGetUUID = "GPU-0"
            nvmlDeviceGetUtilizationRates = gpu:90 memory:12
            nvmlDeviceGetMemoryInfo_v2 = total:1048576000 reserved:0 free:0 used:1048576000
            """;

    @TempDir
    private Path root;

    private ProcTree proc;

    @BeforeEach
    void make() {
        proc = ProcTree.ofHost(root);
    }

    @Test
    void aPodUsesWhatItsProcessesUse() {
        proc.ofPod(11, A).ofPod(12, B).ofPod(13, A).with(14, "0::/system.slice/x.service\n");
        Map<Field, Shares> shares =
                read(COMPUTE, running(11, MIB, 12, 2 * MIB, 13, 7, 14, 90 * MIB), UTILIZATION, busyNow(12, 40, 14, 50));
        assertThat(shares)
                .containsOnly(
                        Map.entry(USED, new Shares.Known(Map.of(A, List.of(MIB, 7L), B, List.of(2 * MIB)))),
                        Map.entry(BUSY, new Shares.Known(Map.of(B, List.of(40L)))));
    }

    @Test
    void processesAreAskedForOnlyWhereTheirFieldsAre() {
        try (NvmlDouble node = NvmlDouble.answering(HEAD);
                Nvml nvml = open(node)) {
            assertThat(poll(nvml, List.of(POWER), Optional.of(proc.cgroups()))
                            .board()
                            .shares())
                    .isEmpty();
            assertThat(poll(nvml, List.of(USED, BUSY), Optional.empty()).board().shares())
                    .isEmpty();
            assertThat(node.calls("gpu 0 " + COMPUTE)).isZero();
            assertThat(node.calls("gpu 0 " + UTILIZATION)).isZero();
        }
    }

    @Test
    void ofACapturesProcessesNobodyHasAShareAndItIsSaidWhy() {
        try (NvmlDouble node = NvmlDouble.answering(HEAD);
                Nvml nvml = Nvml.open(Optional.of(node.library().toString()))) {
            Shares unknown = new Shares.Unknown("simulated");
            assertThat(poll(nvml, List.of(USED, BUSY), Optional.of(Cgroups.ofSimulation()))
                            .board()
                            .shares())
                    .containsOnly(Map.entry(USED, unknown), Map.entry(BUSY, unknown));
            assertThat(node.calls("gpu 0 " + UTILIZATION)).isZero();
        }
    }

    @Test
    void thatNoProcessIsThereIsKnown() {
        assertThat(read(COMPUTE, running(), UTILIZATION, busyNow()))
                .containsOnly(Map.entry(USED, new Shares.Known(Map.of())), Map.entry(BUSY, new Shares.Known(Map.of())));
    }

    @Test
    void inAContainersNamespaceEvenAnEmptyListSaysNothing(@TempDir Path container) {
        proc = ProcTree.ofContainer(container);
        Shares unknown = new Shares.Unknown("no_host_pid");
        assertThat(read(COMPUTE, running(), UTILIZATION, busyNow()))
                .containsOnly(Map.entry(USED, unknown), Map.entry(BUSY, unknown));
        assertThat(read(COMPUTE, "!NO_PERMISSION")).containsEntry(USED, unknown);
    }

    @Test
    void aProcessThatCannotBeReadCostsTheSharesOfWhatItUses() {
        proc.ofPod(11, A).withUnreadable(12);
        assertThat(read(COMPUTE, running(11, MIB, 12, MIB), UTILIZATION, busyNow(11, 40)))
                .containsOnly(
                        Map.entry(USED, new Shares.Unknown("unattributed_process")),
                        Map.entry(BUSY, new Shares.Known(Map.of(A, List.of(40L)))));
    }

    @Test
    void aProcessThatUsesNothingNeedsNoPod() {
        proc.ofPod(11, A);
        assertThat(read(COMPUTE, running(11, MIB, 12, 0), UTILIZATION, busyNow(12, 0)))
                .containsOnly(
                        Map.entry(USED, new Shares.Known(Map.of(A, List.of(MIB)))),
                        Map.entry(BUSY, new Shares.Known(Map.of())));
    }

    @Test
    void aProcessThatNvmlStillListsIsHiddenAndNotGone() {
        proc.ofPod(11, A);
        assertThat(read(COMPUTE, running(11, MIB, 12, MIB), UTILIZATION, busyNow()))
                .containsEntry(USED, new Shares.Unknown("unattributed_process"));
    }

    @Test
    void aProcessThatEndsWhileItIsLookedForUsesNothingAnyMore() {
        proc.ofPod(11, A);
        String other = HEAD.replace("Count_v2 = 1", "Count_v2 = 2") + COMPUTE + " = " + running(11, MIB, 12, MIB)
                + "\n[gpu 1]\n" + COMPUTE + " = " + running(11, MIB) + "\n";
        try (NvmlDouble node = NvmlDouble.answering(other);
                Nvml nvml = open(node)) {
            ShareReader reader = new ShareReader(proc.cgroups(), List.of(USED), "GPU 0");
            // The list that is asked for again is another GPU's, on which the process is not.
            assertThat(reader.read(readings(nvml, nvml.gpu(0)), List.of(nvml.gpu(1))))
                    .containsOnly(Map.entry(USED, new Shares.Known(Map.of(A, List.of(MIB)))));
        }
    }

    @Test
    void aBusyProcessCountsWhereverItIsListedAndWhatIsNoProcessDoesNot() {
        proc.ofPod(12, B);
        assertThat(read(COMPUTE, running(), UTILIZATION, busyNow(12, 40, 4_000_000_000L, 90)))
                .containsEntry(BUSY, new Shares.Known(Map.of(B, List.of(40L))));
    }

    @Test
    void whatNvmlRefusesCostsItsOwnSharesOnly() {
        proc.ofPod(11, A);
        assertThat(read(COMPUTE, running(11, MIB), UTILIZATION, "!" + NvmlReturn.NO_PERMISSION))
                .containsOnly(
                        Map.entry(USED, new Shares.Known(Map.of(A, List.of(MIB)))),
                        Map.entry(BUSY, new Shares.Unknown("no_permission")));
        assertThat(read(COMPUTE, running(11, -1), UTILIZATION, busyNow(11, 101)))
                .containsOnly(
                        Map.entry(USED, new Shares.Unknown("no_data")),
                        Map.entry(BUSY, new Shares.Unknown("out_of_range")));
    }

    @Test
    void asManyProcessesAsNvmlListsAtMostMayNotBeAll() throws CaptureException {
        long[] crowd = LongStream.rangeClosed(1, 950)
                .flatMap(pid -> LongStream.of(pid, MIB))
                .toArray();
        try (Nvml nvml = Simulation.still(Capture.parse("crowd", HEAD + COMPUTE + " = " + running(crowd)))) {
            assertThat(poll(nvml, List.of(USED), Optional.of(proc.cgroups()))
                            .board()
                            .shares())
                    .containsOnly(Map.entry(USED, new Shares.Unknown("too_many_processes")));
        }
    }

    @Test
    void aMigInstanceHasTheMemoryOfItsOwnProcessesAndNoUtilization() {
        proc.ofPod(11, A).ofPod(12, B);
        GpuSnapshot snapshot =
                poll(HEAD + """
                nvmlDeviceGetMigMode = currentMode:1 pendingMode:1
                nvmlDeviceGetMaxMigDeviceCount = 3
                [gpu 0 mig 0]
                nvmlDeviceGetUUID = "MIG-0"
                nvmlDeviceGetGpuInstanceId = 9
                %1$s = %2$s
                [gpu 0 mig 1]
                nvmlDeviceGetUUID = "MIG-1"
                nvmlDeviceGetGpuInstanceId = 9
                %1$s = %3$s
                [gpu 0 mig 2]
                nvmlDeviceGetUUID = "MIG-2"
                nvmlDeviceGetGpuInstanceId = 10
                %1$s = %4$s
                """.formatted(COMPUTE, running(11, MIB), running(11, 2 * MIB, 12, MIB), running()));
        assertThat(snapshot.instances())
                .extracting(EntitySnapshot::shares)
                .containsExactly(
                        Map.of(USED, new Shares.Known(Map.of(A, List.of(3 * MIB), B, List.of(MIB)))),
                        Map.of(USED, new Shares.Known(Map.of())));
        assertThat(snapshot.board().shares())
                .containsOnly(
                        Map.entry(USED, new Shares.Unknown("not_supported")),
                        Map.entry(BUSY, new Shares.Unknown("not_supported")));
    }

    @Test
    void theReasonIsToldOnce() {
        proc.withUnreadable(11);
        try (Recorded log = new Recorded(AbsenceLog.class.getName());
                NvmlDouble node = NvmlDouble.answering(
                        HEAD + COMPUTE + " = " + running(11, MIB) + "\n" + UTILIZATION + " = " + busyNow(11, 5));
                Nvml nvml = open(node);
                GpuPoller poller = poller(nvml, List.of(USED, BUSY), Optional.of(proc.cgroups()))) {
            TwoPolls.one(poller);
            TwoPolls.one(poller);
            assertThat(log.lines())
                    .containsOnlyOnce("GPU 0: unattributed_process: no pod's share of DCGM_FI_DEV_FB_USED,"
                            + " DCGM_FI_DEV_GPU_UTIL");
        }
    }

    private Map<Field, Shares> read(String... callsAndAnswers) {
        StringBuilder capture = new StringBuilder(HEAD);
        for (int i = 0; i < callsAndAnswers.length; i += 2) {
            capture.append(callsAndAnswers[i])
                    .append(" = ")
                    .append(callsAndAnswers[i + 1])
                    .append('\n');
        }
        return poll(capture.toString()).board().shares();
    }

    private GpuSnapshot poll(String capture) {
        try (NvmlDouble node = NvmlDouble.answering(capture);
                Nvml nvml = open(node)) {
            return poll(nvml, List.of(POWER, USED, BUSY), Optional.of(proc.cgroups()));
        }
    }

    private static Nvml open(NvmlDouble node) {
        return Nvml.open(Optional.of(node.library().toString()));
    }

    private static GpuSnapshot poll(Nvml nvml, List<Field> fields, Optional<Cgroups> cgroups) {
        try (GpuPoller poller = poller(nvml, fields, cgroups)) {
            return TwoPolls.one(poller);
        }
    }

    private static GpuPoller poller(Nvml nvml, List<Field> fields, Optional<Cgroups> cgroups) {
        Plan plan = new Plan(fields, Names.DCGM, TwoPolls.ALL, Duration.ofSeconds(10), Windows.STANDARD, cgroups);
        Xids xids = new Xids(plan.windows().xids());
        return new GpuPoller(nvml, Session.nodeOf(nvml), 0, plan, xids, peer -> true, () -> {}, System::nanoTime);
    }

    private static Readings readings(Nvml nvml, Device device) {
        Batch nothing = new Batch(0, Map.of(), Map.of());
        History history = new History(Duration.ofMinutes(5));
        return new Readings(Session.nodeOf(nvml), List.of(device), nothing, history, XidReport.NOTHING, peer -> true);
    }
}
