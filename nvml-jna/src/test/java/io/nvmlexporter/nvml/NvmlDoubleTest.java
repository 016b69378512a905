package io.nvmlexporter.nvml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The double itself, called function by function: what the binding relies on, and what it must never meet. */
@Timeout(60)
class NvmlDoubleTest {
    private static final String HEAD = "# nvml-exporter capture 1\n";
    private static final String CAPTURE = HEAD + """
            [system]
            nvmlSystemGetDriverVersion = "570.86.15"
            nvmlSystemGetNVMLVersion = "12.570.86.15"
            nvmlDeviceGetCount_v2 = 1
            [gpu 0]
            nvmlDeviceGetName = "A name" # of a GPU
            nvmlDeviceGetPowerUsage = 300000
            nvmlDeviceGetRetiredPages(0) = 2
            nvmlDeviceGetRetiredPages(1) = 0
            nvmlDeviceGetMemoryInfo_v2 = total:4 reserved:3 free:2 used:1
            nvmlDeviceGetSerial = !NO_PERMISSION
            nvmlGpmQueryDeviceSupport = 1
            nvmlGpmMetricsGet(1) = 0.5
            [gpu 0 mig 1]
            nvmlDeviceGetName = "A MIG device"
            nvmlDeviceGetGpuInstanceId = 5
            nvmlGpmMetricsGet(1) = 0.25
            """;

    private static final int RTLD_LAZY = 1;

    private NvmlDouble node = NvmlDouble.answering(CAPTURE);
    private NativeLibrary library = load(node);

    @AfterEach
    void close() {
        library.close();
        node.close();
    }

    @Test
    void beforeInitializationOnlyTheLibraryItselfAnswers() {
        assertThat(call("nvmlDeviceGetCount_v2", new IntByReference())).isEqualTo(1);
        assertThat(call("nvmlDeviceGetName", Pointer.createConstant(0x1234), new byte[96], 96))
                .isEqualTo(1);
        assertThat(call("nvmlSystemGetNVMLVersion", new byte[80], 80)).isZero();
        assertThat(call("nvmlShutdown")).isZero();
    }

    @Test
    void initializationsAreCounted() {
        call("nvmlInit_v2");
        call("nvmlInitWithFlags", 0);
        Pointer gpu = gpu();
        call("nvmlShutdown");
        assertThat(power(gpu)).isZero();
        call("nvmlShutdown");
        assertThat(power(gpu)).isEqualTo(1);
    }

    @Test
    void aHandleDiesWithItsInitialization() {
        call("nvmlInit_v2");
        Pointer old = gpu();
        call("nvmlShutdown");
        call("nvmlInit_v2");
        assertThat(power(old)).isEqualTo(2);
        assertThat(power(gpu())).isZero();
    }

    @Test
    void whatIsNoHandleIsRefused() {
        call("nvmlInit_v2");
        assertThat(power(Pointer.NULL)).isEqualTo(2);
        assertThat(power(Pointer.createConstant(-1))).isEqualTo(2);
        assertThat(power(Pointer.createConstant(0x1234))).isEqualTo(2);
        assertThat(call("nvmlEventSetFree", gpu())).isEqualTo(2);
        assertThat(call("nvmlGpmSampleGet", gpu(), Pointer.createConstant(0x1234)))
                .isEqualTo(2);
    }

    @Test
    void nullIsRefused() {
        call("nvmlInit_v2");
        assertThat(call("nvmlDeviceGetPowerUsage", gpu(), Pointer.NULL)).isEqualTo(2);
        assertThat(call("nvmlDeviceGetMemoryInfo_v2", gpu(), Pointer.NULL)).isEqualTo(2);
        assertThat(call("nvmlDeviceGetFieldValues", gpu(), 1, Pointer.NULL)).isEqualTo(2);
    }

    @Test
    void aTextNeedsRoomForItsEnd() {
        call("nvmlInit_v2");
        byte[] text = new byte[7];
        assertThat(call("nvmlDeviceGetName", gpu(), text, "A name".length())).isEqualTo(7);
        assertThat(text).containsOnly(0);
        assertThat(call("nvmlDeviceGetName", gpu(), text, text.length)).isZero();
        assertThat(new String(text, UTF_8)).isEqualTo("A name\0");
    }

    @ParameterizedTest
    @CsvSource({"0x02000028, 0", "0, 25", "0x01000028, 25", "0x02000020, 25"})
    void theVersionWordMustBeRight(String version, int code) {
        call("nvmlInit_v2");
        Memory memory = new Memory(40);
        memory.setInt(0, Integer.decode(version));
        assertThat(call("nvmlDeviceGetMemoryInfo_v2", gpu(), memory)).isEqualTo(code);
    }

    @Test
    void retiredPagesAreCountedFirst() {
        call("nvmlInit_v2");
        IntByReference count = new IntByReference(0);
        assertThat(call("nvmlDeviceGetRetiredPages", gpu(), 0, count, null)).isEqualTo(7);
        assertThat(count.getValue()).isEqualTo(2);
        assertThat(call("nvmlDeviceGetRetiredPages", gpu(), 0, count, new long[2]))
                .isZero();
        assertThat(call("nvmlDeviceGetRetiredPages", gpu(), 1, new IntByReference(), null))
                .isZero();
        assertThat(call("nvmlDeviceGetRetiredPages", gpu(), 2, new IntByReference(), null))
                .isEqualTo(2);
    }

    @Test
    void whatTheCaptureLacksIsAbsent() {
        call("nvmlInit_v2");
        PointerByReference device = new PointerByReference();
        assertThat(call("nvmlDeviceGetHandleByIndex_v2", 1, device)).isEqualTo(2);
        assertThat(call("nvmlDeviceGetHandleByIndex_v2", -1, device)).isEqualTo(2);
        assertThat(call("nvmlDeviceGetMigDeviceHandleByIndex", gpu(), 0, device))
                .isEqualTo(6);
        assertThat(call("nvmlDeviceGetMigDeviceHandleByIndex", gpu(), 1, device))
                .isZero();
        assertThat(power(device.getValue())).isEqualTo(3);
        assertThat(call("nvmlDeviceGetClockInfo", gpu(), 1, new IntByReference()))
                .isEqualTo(3);
        assertThat(call("nvmlDeviceGetClockInfo", gpu(), 4, new IntByReference()))
                .isEqualTo(2);
        assertThat(call("nvmlDeviceGetSerial", gpu(), new byte[30], 30)).isEqualTo(4);
    }

    @Test
    void gpmComparesTwoSamplesOfOneSubject() {
        call("nvmlInit_v2");
        Pointer first = sample();
        Pointer second = sample();
        Pointer instance = sample();
        assertThat(gpmMetric(first, second, 1)).isEqualTo(2);
        call("nvmlGpmSampleGet", gpu(), first);
        call("nvmlGpmSampleGet", gpu(), second);
        assertThat(call("nvmlGpmMigSampleGet", gpu(), 5, instance)).isZero();
        assertThat(call("nvmlGpmMigSampleGet", gpu(), 6, instance)).isEqualTo(2);
        assertThat(gpmMetric(first, second, 1)).isZero();
        assertThat(gpmMetric(first, second, 2)).isEqualTo(25);
        assertThat(gpmMetric(first, first, 1)).isEqualTo(2);
        assertThat(gpmMetric(first, instance, 1)).isEqualTo(2);
        call("nvmlGpmSampleFree", second);
        assertThat(gpmMetric(first, second, 1)).isEqualTo(2);
        Pointer third = sample();
        call("nvmlGpmSampleGet", gpu(), third);
        node.command("lose gpu 0");
        assertThat(gpmMetric(first, third, 1)).isEqualTo(15);
    }

    @Test
    void aRemovedMigDeviceIsGoneAndOneAddedInItsPlaceIsAnother() {
        node.command("set gpu 0 mig 1 nvmlDeviceGetUUID \"MIG-old\"");
        call("nvmlInit_v2");
        Pointer old = migDevice();
        Pointer before = sample();
        Pointer after = sample();
        PointerByReference found = new PointerByReference();
        assertThat(call("nvmlGpmMigSampleGet", gpu(), 5, before)).isZero();
        node.command("remove gpu 0 mig 1");
        assertThat(call("nvmlDeviceGetMigDeviceHandleByIndex", gpu(), 1, found)).isEqualTo(6);
        assertThat(call("nvmlDeviceGetHandleByUUID", "MIG-old", found)).isEqualTo(6);
        assertThat(call("nvmlGpmMigSampleGet", gpu(), 5, after)).isEqualTo(2);
        assertThat(name(old)).isEqualTo(2);
        assertThat(power(gpu())).isZero();
        node.command("set gpu 0 mig 1 nvmlDeviceGetUUID \"MIG-new\"");
        node.command("add gpu 0 mig 1");
        assertThat(name(old)).isEqualTo(2);
        assertThat(name(migDevice())).isZero();
        assertThat(call("nvmlDeviceGetHandleByUUID", "MIG-old", found)).isEqualTo(6);
        assertThat(call("nvmlDeviceGetHandleByUUID", "MIG-new", found)).isZero();
        assertThat(found.getValue()).isEqualTo(migDevice()).isNotEqualTo(old);
        assertThat(call("nvmlGpmMigSampleGet", gpu(), 5, after)).isZero();
        assertThat(gpmMetric(before, after, 1)).isEqualTo(2);
        assertThat(call("nvmlGpmMigSampleGet", gpu(), 5, before)).isZero();
        assertThat(gpmMetric(before, after, 1)).isZero();
    }

    @Test
    void aMigDeviceIsLostWithItsGpuWhetherOrNotItWasAddedLater() {
        call("nvmlInit_v2");
        node.command("remove gpu 0 mig 1");
        node.command("add gpu 0 mig 1");
        Pointer device = migDevice();
        node.command("lose gpu 0");
        assertThat(name(device)).isEqualTo(15);
        node.command("find gpu 0");
        assertThat(name(device)).isEqualTo(15);
        assertThat(name(migDevice())).isZero();
        call("nvmlShutdown");
        call("nvmlInit_v2");
        assertThat(name(device)).isEqualTo(2);
        assertThat(name(migDevice())).isZero();
    }

    @Test
    void theOldEventWaitLeavesTheInstanceIdsAlone() {
        call("nvmlInit_v2");
        PointerByReference set = new PointerByReference();
        call("nvmlEventSetCreate", set);
        assertThat(call("nvmlDeviceRegisterEvents", gpu(), 0x20L, set.getValue()))
                .isEqualTo(2);
        assertThat(call("nvmlDeviceRegisterEvents", gpu(), 0x80L, set.getValue()))
                .isEqualTo(3);
        assertThat(call("nvmlDeviceRegisterEvents", gpu(), 8L, set.getValue())).isZero();
        node.command("xid gpu 0 gi 5 79");
        Memory data = new Memory(32);
        data.setLong(24, 42);
        assertThat(call("nvmlEventSetWait", set.getValue(), data, 0)).isZero();
        assertThat(data.getLong(16)).isEqualTo(79);
        assertThat(data.getLong(24)).isEqualTo(42);
        assertThat(call("nvmlEventSetWait_v2", set.getValue(), data, 0)).isEqualTo(10);
    }

    @Test
    void eventsCanBeUnsupported() {
        node.command("set gpu 0 nvmlDeviceGetSupportedEventTypes 0");
        call("nvmlInit_v2");
        LongByReference types = new LongByReference(1);
        assertThat(call("nvmlDeviceGetSupportedEventTypes", gpu(), types)).isZero();
        assertThat(types.getValue()).isZero();
    }

    @Test
    void everyCallIsCounted() {
        call("nvmlInit_v2");
        power(gpu());
        power(Pointer.NULL);
        assertThat(node.calls("nvmlDeviceGetPowerUsage")).isEqualTo(2);
        assertThat(node.calls("gpu 0 nvmlDeviceGetPowerUsage")).isEqualTo(1);
        assertThat(node.calls("gpu 0 nvmlDeviceGetName")).isZero();
        assertThat(node.calls("")).isEqualTo(4);
        assertThatThrownBy(() -> node.calls("nvmlDeviceGetNme")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> node.calls("gpu 7")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void twoDoublesKnowNothingOfEachOther() {
        try (NvmlDouble other = NvmlDouble.answering(HEAD + "[system]\nnvmlDeviceGetCount_v2 = 7\n");
                NativeLibrary second = load(other)) {
            call("nvmlInit_v2");
            IntByReference count = new IntByReference();
            assertThat(second.getFunction("nvmlDeviceGetCount_v2").invokeInt(new Object[] {count}))
                    .isEqualTo(1);
            second.getFunction("nvmlInit_v2").invokeInt(new Object[0]);
            second.getFunction("nvmlDeviceGetCount_v2").invokeInt(new Object[] {count});
            assertThat(count.getValue()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nvmlDeviceGetCount_v2 = 1 | 2: an answer stands before the first section",
                "[gpu] | 2: '[gpu]' is not [system], [gpu N] or [gpu N mig M]",
                "[gpu 0 mig x] | 2: '[gpu 0 mig x]' is not [system], [gpu N] or [gpu N mig M]",
                "[gpu 0]\\n\\n[gpu 0] | 4: there are two sections [gpu 0]",
                "[gpu 0]\\nnvmlDeviceGetWarp = 1 | 3: 'nvmlDeviceGetWarp' is no call that the double knows",
                "[gpu 0]\\nnvmlDeviceGetBrand 1 | 3: nvmlDeviceGetBrand should be followed by = or ~",
                "[gpu 0]\\nnvmlDeviceGetBrand = | 3: nvmlDeviceGetBrand has no answer",
                "[gpu 0]\\nnvmlDeviceGetBrand = ok | 3: nvmlDeviceGetBrand lacks ''",
                "[gpu 0]\\nnvmlDeviceValidateInforom = 1 | 3: nvmlDeviceValidateInforom gives no ''",
                "[gpu 0]\\nnvmlDeviceGetNvLinkState = !NO_DATA | 3: 'nvmlDeviceGetNvLinkState' should have 1 argument(s)",
                "[gpu 0]\\nnvmlDeviceGetGpuFabricInfoV = clusterUuid:\"0g\" | 3: nvmlDeviceGetGpuFabricInfoV: the value of"
                        + " 'clusterUuid' is not of its C type",
                "[gpu 0]\\nnvmlDeviceGetBrand = 1 # x\\nnvmlDeviceGetBrand ~ 2 | 4: nvmlDeviceGetBrand is answered twice",
                "[gpu 0]\\nnvmlDeviceGetBrand = -1 | 3: nvmlDeviceGetBrand: the value of '' is not of its C type",
                "[gpu 0]\\nnvmlDeviceGetBrand = 4294967296 | 3: nvmlDeviceGetBrand: the value of '' is not of its C type",
                "[gpu 0]\\nnvmlDeviceGetBrand = 0x10 | 3: '0x10' is not an integer, a fraction or a text in quotes",
                "[gpu 0]\\nnvmlDeviceGetBrand = !NOT_SUPORTED | 3: '!NOT_SUPORTED' is no code of NVML's",
                "[gpu 0]\\nnvmlDeviceGetName = \"x | 3: a text has no closing \"",
                "[gpu 0]\\nnvmlDeviceGetName = \"x\"y | 3: 'y' follows a value without a space",
                "[gpu 0]\\nnvmlDeviceGetClockInfo = 1 | 3: 'nvmlDeviceGetClockInfo' should have 1 argument(s)",
                "[gpu 0]\\nnvmlDeviceGetClockInfo(a) = 1 | 3: 'nvmlDeviceGetClockInfo(a)' should have 1 argument(s)",
                "[gpu 0]\\nnvmlDeviceGetMigMode = currentMode:1 | 3: nvmlDeviceGetMigMode lacks 'pendingMode'",
                "[gpu 0]\\nnvmlDeviceGetMigMode = mode:1 | 3: nvmlDeviceGetMigMode gives no 'mode'",
                "[gpu 0]\\nnvmlDeviceGetFieldValues(1,0) = u32:1 u64:2 | 3: nvmlDeviceGetFieldValues(1,0) needs one value",
                "[gpu 0]\\nnvmlGpmMetricsGet(1) = 1 | 3: nvmlGpmMetricsGet(1): the value of '' is not of its C type",
            })
    void aMalformedCaptureIsRefusedByItsLine(String lines, String message) {
        assertThatThrownBy(() -> NvmlDouble.answering(HEAD + lines.replace("\\n", "\n") + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".txt:" + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "destroy gpu 0",
                "refuse gpu 0 nvmlDeviceGetName NO_SUCH_CODE",
                "refuse gpu 0 nvmlDeviceGetWarp UNKNOWN",
                "allow gpu 0 nvmlDeviceGetName",
                "lose gpu 7",
                "lose gpu 0 mig 1",
                "remove gpu 0",
                "remove gpu 0 mig 0",
                "remove system",
                "add gpu 0 mig 1",
                "slow gpu 0 nvmlDeviceGetName soon",
                "set nvmlDeviceGetName \"x\"",
                "xid gpu 0 many",
            })
    void aMalformedCommandIsRefused(String command) {
        assertThatThrownBy(() -> node.command(command)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachCallIsExportedSinceTheBranchItNames() {
        for (Call call : Call.values()) {
            assertThat(NvmlDouble.symbols(call.sinceBranch())).contains(call.function());
            assertThat(NvmlDouble.symbols(call.sinceBranch() - 1)).doesNotContain(call.function());
        }
    }

    private int call(String function, Object... arguments) {
        return library.getFunction(function).invokeInt(arguments);
    }

    private int power(Pointer device) {
        return call("nvmlDeviceGetPowerUsage", device, new IntByReference());
    }

    private Pointer gpu() {
        PointerByReference gpu = new PointerByReference();
        assertThat(call("nvmlDeviceGetHandleByIndex_v2", 0, gpu)).isZero();
        return gpu.getValue();
    }

    private Pointer migDevice() {
        PointerByReference device = new PointerByReference();
        assertThat(call("nvmlDeviceGetMigDeviceHandleByIndex", gpu(), 1, device))
                .isZero();
        return device.getValue();
    }

    private int name(Pointer device) {
        return call("nvmlDeviceGetName", device, new byte[96], 96);
    }

    private Pointer sample() {
        PointerByReference sample = new PointerByReference();
        assertThat(call("nvmlGpmSampleAlloc", sample)).isZero();
        return sample.getValue();
    }

    /** Asks for metric 1. */
    private int gpmMetric(Pointer older, Pointer newer, int version) {
        Memory request = new Memory(13_344);
        request.clear();
        request.setInt(0, version);
        request.setInt(4, 1);
        request.setPointer(8, older);
        request.setPointer(16, newer);
        request.setInt(24, 1);
        return call("nvmlGpmMetricsGet", request);
    }

    /** Without {@code RTLD_GLOBAL}, which would put the double's functions before those of NVIDIA's own library. */
    private static NativeLibrary load(NvmlDouble node) {
        return NativeLibrary.getInstance(node.library().toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY));
    }
}
