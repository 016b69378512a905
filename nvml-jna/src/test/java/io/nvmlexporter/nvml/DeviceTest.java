package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The typed face, where it does more than to hand on what the driver gave. */
@Timeout(60)
class DeviceTest {
    private static final String CAPTURE = """
            # nvml-exporter capture 1
            [system]
            nvmlSystemGetDriverVersion = "590.48.01"
            nvmlDeviceGetCount_v2 = 2
            nvmlSystemGetProcessName = "java"
            nvmlSystemGetConfComputeState = environment:0 ccFeature:1 devToolsMode:0
            [gpu 0]
            nvmlDeviceValidateInforom = ok
            nvmlDeviceGetCpuAffinity = cpuSet[0]:1 cpuSet[1]:2 cpuSet[2]:3 cpuSet[3]:18446744073709551615
            nvmlDeviceGetMemoryAffinity(0) = nodeSet[0]:4 nodeSet[1]:5 nodeSet[2]:6 nodeSet[3]:7
            nvmlDeviceGetPlatformInfo = ibGuid:"0102030405060708ffffffffffffffff" \
            chassisSerialNumber:"31383230303030303030303031000000" slotNumber:14 trayIndex:4 hostId:1 peerType:1 moduleId:2
            nvmlDeviceGetVirtualizationMode = 1
            nvmlDeviceGetPcieThroughput(0) = 3092
            nvmlDeviceGetPcieThroughput(1) = 6346
            nvmlDeviceGetEncoderStats = sessionCount:2 averageFps:243 averageLatency:3280335
            nvmlDeviceGetFBCStats = sessionsCount:1 averageFPS:60 averageLatency:16
            nvmlDeviceGetUnrepairableMemoryFlag_v1 = 1
            nvmlDeviceGetNvLinkState(35) = 1
            nvmlDeviceGetNvLinkState(1) = 0
            nvmlDeviceGetNvLinkRemoteDeviceType(35) = 2
            nvmlDeviceGetNvLinkRemoteDeviceType(1) = 255
            nvmlDeviceGetNvLinkRemotePciInfo_v2(35) = busIdLegacy:"0000:05:00.0" domain:0 bus:5 device:0 pciDeviceId:1 \
            pciSubSystemId:2 busId:"00000000:05:00.0"
            nvmlDeviceGetNvLinkErrorCounter(35,3) = 9
            nvmlDeviceReadPRMCounters_v1(301,18) = 301
            nvmlDeviceReadPRMCounters_v1(201,17) = 201
            nvmlDeviceGetP2PStatus(1,2) = 0
            nvmlDeviceGetGpuFabricInfoV = clusterUuid:"000102030405060708090a0b0c0d0e0f" status:6 cliqueId:2 state:3 \
            healthMask:4698 healthSummary:2
            nvmlDeviceGetMaxMigDeviceCount = 7
            nvmlDeviceGetComputeRunningProcesses_v3 = infoCount:2 infos[0].pid:11327 infos[0].usedGpuMemory:2690646016 \
            infos[0].gpuInstanceId:4294967295 infos[0].computeInstanceId:4294967295 infos[1].pid:11328 \
            infos[1].usedGpuMemory:18446744073709551615 infos[1].gpuInstanceId:2 infos[1].computeInstanceId:0
            nvmlDeviceGetGraphicsRunningProcesses_v3 = infoCount:0
            nvmlDeviceGetProcessUtilization = processSamplesCount:3 utilization[0].pid:11327 \
            utilization[0].timeStamp:4000000000000001 utilization[0].smUtil:37 utilization[0].memUtil:4 \
            utilization[0].encUtil:0 utilization[0].decUtil:0 utilization[1].pid:0 utilization[1].timeStamp:4000000000000003 \
            utilization[1].smUtil:99 utilization[2].pid:11328 utilization[2].timeStamp:4000000000000002 \
            utilization[2].smUtil:4294967295
            [gpu 1]
            nvmlDeviceGetProcessUtilization = processSamplesCount:0
            nvmlDeviceGetPlatformInfo = ibGuid:"00000000000000000000000000000000" \
            chassisSerialNumber:"ffffffffffffffffffffffffffffffff" slotNumber:255 trayIndex:255 hostId:255 peerType:255 \
            moduleId:255
            nvmlDeviceGetP2PStatus(0,2) = 7
            nvmlDeviceGetVirtualizationMode = 5
            nvmlDeviceGetGpuFabricInfoV = clusterUuid:"00000000000000000000000000000000" status:0 cliqueId:0 state:3 \
            healthMask:0
            """;

    private final NvmlDouble node = NvmlDouble.answering(CAPTURE);
    private final Nvml nvml = Nvml.open(Optional.of(node.library().toString()));
    private final Device gpu = nvml.gpu(0);
    private final Device other = nvml.gpu(1);

    @AfterEach
    void close() {
        nvml.close();
        node.close();
    }

    @Test
    void theNodeTellsOfItself() {
        assertThat(nvml.ownProcessName()).isEqualTo("java");
        assertThat(nvml.confidentialComputing()).isTrue();
        node.command("set system nvmlSystemGetConfComputeState environment:1 ccFeature:0 devToolsMode:1");
        assertThat(nvml.confidentialComputing()).isFalse();
    }

    @Test
    void aCorruptedInforomIsAnAnswerAndOtherRefusalsAreNot() {
        assertThat(gpu.inforomValid()).isTrue();
        node.command("refuse gpu 0 nvmlDeviceValidateInforom CORRUPTED_INFOROM");
        assertThat(gpu.inforomValid()).isFalse();
        assertRefused(NvmlReturn.NOT_SUPPORTED, other::inforomValid);
    }

    @Test
    void anAffinityHasFourWords() {
        assertThat(gpu.cpuAffinity()).containsExactly(1L, 2L, 3L, -1L);
        assertThat(gpu.memoryAffinity()).containsExactly(4L, 5L, 6L, 7L);
    }

    @Test
    void aPlatformTellsWhereTheGpuIs() {
        assertThat(gpu.platformInfo())
                .isEqualTo(new PlatformInfo(
                        "0x0807060504030201",
                        Optional.of("1820000000001"),
                        OptionalInt.of(14),
                        OptionalInt.of(4),
                        OptionalInt.of(1),
                        OptionalInt.of(1),
                        OptionalInt.of(2)));
    }

    @Test
    void whatAPlatformDoesNotTellIsEmpty() {
        assertThat(other.platformInfo())
                .isEqualTo(new PlatformInfo(
                        "0x0000000000000000",
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "41000000000000000000000000000000, A",
        "41424344454647484941424344454647, ABCDEFGHIABCDEFG",
        "00000000000000000000000000000000,",
        "ffffffffffffffffffffffffffffffff,"
    })
    void aChassisSerialNumberEndsAtItsNulOrWithItsBytes(String bytes, String text) {
        node.command("set gpu 1 nvmlDeviceGetPlatformInfo ibGuid:\"00000000000000000000000000000000\""
                + " chassisSerialNumber:\"" + bytes + "\" slotNumber:1 trayIndex:1 hostId:1 peerType:1 moduleId:1");
        assertThat(other.platformInfo().chassisSerialNumber()).isEqualTo(Optional.ofNullable(text));
    }

    @Test
    void aModeThatNobodyKnowsIsNoData() {
        assertThat(gpu.virtualizationMode()).isEqualTo(VirtualizationMode.PASSTHROUGH);
        assertRefused(NvmlReturn.NO_DATA, other::virtualizationMode);
    }

    @Test
    void bothDirectionsOfPcieAreToldApart() {
        assertThat(gpu.pcieThroughputKilobytesPerSecond(PcieDirection.SENT)).isEqualTo(3092);
        assertThat(gpu.pcieThroughputKilobytesPerSecond(PcieDirection.RECEIVED)).isEqualTo(6346);
    }

    @Test
    void sessionsOfTheEncoderAndOfFrameBufferCapturesAreTheSameKindOfThing() {
        assertThat(gpu.encoderStats()).isEqualTo(new SessionStats(2, 243, 3280335));
        assertThat(gpu.frameBufferCaptureStats()).isEqualTo(new SessionStats(1, 60, 16));
    }

    @Test
    void flagsAndCountsAreRead() {
        assertThat(gpu.memoryUnrepairable()).isTrue();
        node.command("set gpu 0 nvmlDeviceGetUnrepairableMemoryFlag_v1 0");
        assertThat(gpu.memoryUnrepairable()).isFalse();
        assertThat(gpu.maxMigDevices()).isEqualTo(7);
    }

    @Test
    void aLinkTellsOfItselfUpToTheLastThatThereCanBe() {
        NvLink last = gpu.nvLink(35);
        assertThat(last.active()).isTrue();
        assertThat(last.remoteDeviceType()).isEqualTo(NvLinkDeviceType.SWITCH);
        assertThat(last.remotePciBusId()).isEqualTo("00000000:05:00.0");
        assertThat(last.errors(NvLinkError.CRC_DATA)).isEqualTo(9);
        assertThat(gpu.nvLink(1).active()).isFalse();
        assertThat(gpu.nvLink(1).remoteDeviceType()).isEqualTo(NvLinkDeviceType.UNKNOWN);
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> gpu.nvLink(36).active());
    }

    @Test
    void aPortIsOneMoreThanItsLinkButForOneCounter() {
        assertThat(gpu.nvLink(17).counter(PrmCounter.PLR_RCV_CODES)).isEqualTo(301);
        assertThat(gpu.nvLink(17).counter(PrmCounter.PORT_XMIT_WAIT)).isEqualTo(201);
        node.command("refuse gpu 0 nvmlDeviceReadPRMCounters_v1(201,17) NO_PERMISSION");
        assertRefused(NvmlReturn.NO_PERMISSION, () -> gpu.nvLink(17).counter(PrmCounter.PORT_XMIT_WAIT));
        assertThat(gpu.nvLink(17).counter(PrmCounter.PLR_RCV_CODES)).isEqualTo(301);
    }

    @Test
    void peersAreAskedByIndex() {
        assertThat(P2pStatus.of(gpu.nvLinkP2pStatus(1))).isEqualTo(P2pStatus.OK);
        assertThat(P2pStatus.of(other.nvLinkP2pStatus(0))).isEqualTo(P2pStatus.UNKNOWN);
        assertRefused(NvmlReturn.INVALID_ARGUMENT, () -> gpu.nvLinkP2pStatus(2));
        node.command("refuse gpu 0 nvmlDeviceGetP2PStatus(1,2) NO_PERMISSION");
        assertRefused(NvmlReturn.NO_PERMISSION, () -> gpu.nvLinkP2pStatus(1));
    }

    @Test
    void aPeerThatIsLostIsRefused() {
        node.command("lose gpu 1");
        assertRefused(NvmlReturn.GPU_IS_LOST, () -> gpu.nvLinkP2pStatus(1));
    }

    @Test
    void aFabricHasItsHealth() {
        assertThat(gpu.fabric())
                .isEqualTo(new GpuFabric(
                        "00010203-0405-0607-0809-0a0b0c0d0e0f",
                        NvmlReturn.NOT_FOUND,
                        2,
                        GpuFabric.State.COMPLETED,
                        4698,
                        OptionalLong.of(2)));
    }

    @Test
    void aDriverThatKnowsTheOlderStructLacksTheSummaryOnly() {
        assertThat(other.fabric())
                .isEqualTo(new GpuFabric(
                        "00000000-0000-0000-0000-000000000000",
                        NvmlReturn.SUCCESS,
                        0,
                        GpuFabric.State.COMPLETED,
                        0,
                        OptionalLong.empty()));
        assertThat(node.calls("nvmlDeviceGetGpuFabricInfoV")).isEqualTo(2);
        node.command("refuse gpu 1 nvmlDeviceGetGpuFabricInfoV ARGUMENT_VERSION_MISMATCH");
        assertRefused(NvmlReturn.ARGUMENT_VERSION_MISMATCH, other::fabric);
    }

    @Test
    void aStateOfTheFabricThatNobodyKnowsIsNoData() {
        node.command("set gpu 1 nvmlDeviceGetGpuFabricInfoV clusterUuid:\"00000000000000000000000000000000\""
                + " status:0 cliqueId:0 state:4 healthMask:0");
        assertRefused(NvmlReturn.NO_DATA, other::fabric);
    }

    @Test
    void aSampleOfNoProcessIsNone() {
        assertThat(gpu.processUtilization())
                .containsExactly(
                        new ProcessUtilization(11327, 4_000_000_000_000_001L, 37),
                        new ProcessUtilization(11328, 4_000_000_000_000_002L, 0xFFFF_FFFFL));
    }

    @Test
    void thatNoProcessWasBusyIsAnAnswer() {
        assertRefused(NvmlReturn.NOT_FOUND, () -> nvml.driver().ask(Call.PROCESS_UTILIZATION, other.handle()));
        assertThat(other.processUtilization()).isEmpty();
    }

    @Test
    void whatMigTakesAwayIsRefused() {
        node.command("refuse gpu 0 nvmlDeviceGetProcessUtilization NOT_SUPPORTED");
        assertRefused(NvmlReturn.NOT_SUPPORTED, gpu::processUtilization);
    }

    @Test
    void aProcessWhoseMemoryIsNotKnownHasNone() {
        assertThat(gpu.computeProcesses())
                .containsExactly(
                        new RunningProcess(
                                11327, OptionalLong.of(2690646016L), OptionalInt.empty(), OptionalInt.empty()),
                        new RunningProcess(11328, OptionalLong.empty(), OptionalInt.of(2), OptionalInt.of(0)));
        assertThat(gpu.graphicsProcesses()).isEmpty();
        assertRefused(NvmlReturn.NOT_SUPPORTED, gpu::mpsComputeProcesses);
    }

    @Test
    void everyLinkAndPeerIsWorthAsking() {
        assertThat(Call.P2P_STATUS.argumentLists(3))
                .containsExactly(new int[] {0, 2}, new int[] {1, 2}, new int[] {2, 2});
        List<Integer> ports = Call.PRM_COUNTER.argumentLists(1).stream()
                .filter(arguments -> arguments[0] == PrmCounter.PORT_XMIT_WAIT.id())
                .map(arguments -> arguments[1])
                .toList();
        assertThat(ports)
                .containsAll(IntStream.range(0, 36)
                        .map(PrmCounter.PORT_XMIT_WAIT::port)
                        .boxed()
                        .toList())
                .contains(PrmCounter.PLR_RCV_CODES.port(35));
    }

    private static void assertRefused(NvmlReturn code, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        NvmlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
