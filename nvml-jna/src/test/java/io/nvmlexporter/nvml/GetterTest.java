package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.nvmlexporter.nvml.Call.Member;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlGetCPER_v1_t;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.invocation.InvocationOnMock;

class GetterTest {
    private static final long DEVICE = 0xD0;

    @ParameterizedTest
    @EnumSource
    void anAnswerHasTheMembersThatTheCallSays(Call call) {
        NvmlLibrary nvml = mock(NvmlLibrary.class, GetterTest::fillWithOnes);
        for (int[] arguments : call.argumentLists(1)) {
            Map<String, Object> members = ask(nvml, call, arguments).members();
            assertThat(members.keySet().stream().limit(call.members().size()))
                    .containsExactlyElementsOf(
                            call.members().stream().map(Member::name).toList());
            for (Member member : call.members()) {
                assertThat(members.get(member.name()))
                        .as("%s %s", call, member)
                        .isInstanceOf(member.type() == Call.Type.NUMBER ? Long.class : String.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGetterCallsTheFunctionThatTheCallNames(Call call) {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            if (call == Call.CPER && invocation.getMethod().getName().equals(Call.UUID.function())) {
                // Records are asked for by UUID.
                return fillWithOnes(invocation);
            }
            if (isLookUpOfPeer(call, invocation)) {
                return 0;
            }
            assertThat(invocation.getMethod().getName()).isEqualTo(call.function());
            return NvmlReturn.NO_PERMISSION.code();
        });
        int[] arguments = call.argumentLists(1).get(0);
        assertThatThrownBy(() -> ask(nvml, call, arguments))
                .isInstanceOf(NvmlException.class)
                .hasMessage(call.describe(arguments) + ": NO_PERMISSION");
    }

    private static boolean isLookUpOfPeer(Call call, InvocationOnMock invocation) {
        return call == Call.P2P_STATUS && invocation.getMethod().getName().equals("nvmlDeviceGetHandleByIndex_v2");
    }

    @ParameterizedTest
    @EnumSource
    void aFunctionTheDriverLacksCostsOnlyItsCaller(Call call) {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            if (invocation.getMethod().getName().equals(call.function())) {
                throw new UnsatisfiedLinkError();
            }
            return fillWithOnes(invocation);
        });
        for (Call other : Call.values()) {
            int[] arguments = other.argumentLists(1).get(0);
            if (other == call) {
                assertThatThrownBy(() -> ask(nvml, other, arguments))
                        .isInstanceOf(NvmlException.class)
                        .hasMessageEndingWith(": FUNCTION_NOT_FOUND");
            } else if (!(call == Call.UUID && other == Call.CPER)) {
                // Records are asked for by UUID.
                assertThat(ask(nvml, other, arguments).members())
                        .hasSizeGreaterThanOrEqualTo(other.members().size());
            }
        }
    }

    @Test
    void anUnsignedNumberIsNeverNegative() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, GetterTest::fillWithOnes);
        assertThat(ask(nvml, Call.POWER_USAGE).number()).isEqualTo(4294967295L);
        assertThat(ask(nvml, Call.MIG_MODE).number("pendingMode")).isEqualTo(4294967295L);
        assertThat(ask(nvml, Call.UTILIZATION_RATES).number("memory")).isEqualTo(4294967295L);
        assertThat(ask(nvml, Call.MEMORY_INFO).number("used")).isEqualTo(-1);
    }

    @Test
    void aTemperatureBelowZeroIsNegative() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, GetterTest::fillWithOnes);
        assertThat(ask(nvml, Call.TEMPERATURE_V, 0).number()).isEqualTo(-1);
        assertThat(ask(nvml, Call.MARGIN_TEMPERATURE).number()).isEqualTo(-1);
    }

    @Test
    void aTextEndsAtItsNulOrAtTheBuffersEnd() {
        byte[] text = {'N', 'V', (byte) 0xC3, (byte) 0xA9, 0, 'x'};
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            byte[] out = invocation.getArgument(1);
            Arrays.fill(out, (byte) 'y');
            System.arraycopy(text, 0, out, 0, invocation.getMethod().getName().equals("nvmlDeviceGetName") ? 6 : 4);
            return 0;
        });
        assertThat(ask(nvml, Call.NAME).text()).isEqualTo("NVé");
        assertThat(ask(nvml, Call.SERIAL).text())
                .hasSize(Getter.SERIAL_SIZE - 1)
                .startsWith("NVéyy")
                .endsWith("y");
    }

    @Test
    void argumentsAndHandleReachTheFunction() {
        List<Object> seen = new ArrayList<>();
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            seen.addAll(Arrays.asList(invocation.getArguments()).subList(0, 2));
            return 0;
        });
        ask(nvml, Call.CLOCK_INFO, 3);
        assertThat(seen).containsExactly(new Pointer(DEVICE), 3);
    }

    @Test
    void theSensorOfATemperatureIsInTheStruct() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            NvmlStructs.nvmlTemperature_v1_t struct = invocation.getArgument(1);
            struct.temperature = struct.sensorType * 10;
            return 0;
        });
        assertThat(ask(nvml, Call.TEMPERATURE_V, 4).number()).isEqualTo(40);
    }

    @Test
    void retiredPagesAreCountedThoughTheirListIsRefused() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            IntByReference count = invocation.getArgument(2);
            assertThat(count.getValue()).isZero();
            count.setValue(7);
            return NvmlReturn.INSUFFICIENT_SIZE.code();
        });
        assertThat(ask(nvml, Call.RETIRED_PAGES, 1).number()).isEqualTo(7);
    }

    @Test
    void licensableFeaturesAreAsManyAsAreCounted() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            Structure struct = invocation.getArgument(1);
            struct.getPointer().write(0, new int[] {1, 1, 1, 5}, 0, 4);
            struct.read();
            return 0;
        });
        assertThat(ask(nvml, Call.GRID_LICENSABLE_FEATURES).members())
                .containsExactly(
                        Map.entry("isGridLicenseSupported", 1L),
                        Map.entry("licensableFeaturesCount", 1L),
                        Map.entry("gridLicensableFeatures[0].featureCode", 1L),
                        Map.entry("gridLicensableFeatures[0].featureState", 5L));
    }

    @Test
    void aPeersHandleIsFoundByItsIndex() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            if (invocation.getMethod().getName().equals("nvmlDeviceGetHandleByIndex_v2")) {
                PointerByReference device = invocation.getArgument(1);
                device.setValue(new Pointer(0xD0 + invocation.<Integer>getArgument(0)));
                return 0;
            }
            assertThat(invocation.<Pointer>getArgument(1)).isEqualTo(new Pointer(0xD5));
            invocation.<IntByReference>getArgument(3).setValue(4);
            return 0;
        });
        assertThat(ask(nvml, Call.P2P_STATUS, 5, 2).number()).isEqualTo(4);
    }

    @Test
    void aPeerThatIsNotThereIsARefusalOfTheStatus() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> NvmlReturn.INVALID_ARGUMENT.code());
        assertThatThrownBy(() -> ask(nvml, Call.P2P_STATUS, 5, 2))
                .hasMessage("nvmlDeviceGetP2PStatus(5,2): INVALID_ARGUMENT");
    }

    @Test
    void aListOfProcessesThatGrowsIsReadAgain() {
        Iterator<Integer> counts = List.of(20, 40, 50).iterator();
        List<Integer> rooms = new ArrayList<>();
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            IntByReference count = invocation.getArgument(1);
            int room = count.getValue();
            rooms.add(room);
            count.setValue(counts.next());
            if (room < count.getValue()) {
                return NvmlReturn.INSUFFICIENT_SIZE.code();
            }
            Pointer infos = invocation.getArgument(2);
            infos.setMemory(0, 24L * room, (byte) 0);
            infos.setInt(24 * 49, 42);
            return 0;
        });
        Answer answer = ask(nvml, Call.COMPUTE_RUNNING_PROCESSES);
        assertThat(rooms).hasSize(3).startsWith(0);
        assertThat(answer.number("infoCount")).isEqualTo(50);
        assertThat(answer.number("infos[49].pid")).isEqualTo(42);
        assertThat(answer.find("infos[50].pid")).isEmpty();
    }

    @Test
    void aListOfProcessesThatNeverFitsIsGivenUp() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            IntByReference count = invocation.getArgument(1);
            count.setValue(count.getValue() + 1);
            return NvmlReturn.INSUFFICIENT_SIZE.code();
        });
        assertThatThrownBy(() -> ask(nvml, Call.COMPUTE_RUNNING_PROCESSES))
                .hasMessage("nvmlDeviceGetComputeRunningProcesses_v3: INSUFFICIENT_SIZE");
    }

    @Test
    void aListThatIsCountedAndNotFilledIsReadAgain() {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            IntByReference count = invocation.getArgument(2);
            Pointer samples = invocation.getArgument(1);
            if (samples != null) {
                samples.setMemory(0, 32L * count.getValue(), (byte) 0);
                samples.setInt(32 + 16, 57);
            }
            count.setValue(2);
            return 0;
        });
        Answer answer = ask(nvml, Call.PROCESS_UTILIZATION);
        assertThat(answer.number("processSamplesCount")).isEqualTo(2);
        assertThat(answer.number("utilization[1].smUtil")).isEqualTo(57);
    }

    @Test
    void theUtilizationOfProcessesIsAskedForOfTheWindowThatEndsNow() {
        List<Long> since = new ArrayList<>();
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            since.add(invocation.getArgument(3));
            return NvmlReturn.NOT_FOUND.code();
        });
        long before = ProcessUtilization.oldestMicros();
        assertThatThrownBy(() -> ask(nvml, Call.PROCESS_UTILIZATION))
                .hasMessage("nvmlDeviceGetProcessUtilization: NOT_FOUND");
        assertThat(since)
                .singleElement()
                .satisfies(time -> assertThat(time).isBetween(before, ProcessUtilization.oldestMicros()));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 4294967295, -1",
        "0, 1, 4294967294, 4294967294",
        "0, 3, -1, -1",
        "0, 6, 65535, 65535",
        "0, 0, 0x4059000000000000, 100"
    })
    void aPortsCounterIsReadByItsType(int status, int type, String bits, long value) {
        assertThat(prmCounter(status, type, Long.decode(bits))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"4, 3, NO_PERMISSION", "0, 7, UNKNOWN"})
    void aPortsCounterMayBeRefusedThoughTheCallIsNot(int status, int type, NvmlReturn code) {
        assertThatThrownBy(() -> prmCounter(status, type, 1))
                .hasMessage("nvmlDeviceReadPRMCounters_v1(301,18): " + code);
    }

    private static long prmCounter(int status, int type, long bits) {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            NvmlStructs.nvmlPRMCounterList_v1_t list = invocation.getArgument(1);
            assertThat(list.numCounters).isEqualTo(1);
            assertThat(list.counters.getIntArray(0, 2)).containsExactly(301, 18);
            list.counters.setInt(8, status);
            list.counters.setInt(12, type);
            list.counters.setLong(16, bits);
            return 0;
        });
        return ask(nvml, Call.PRM_COUNTER, 301, 18).number();
    }

    private static Answer ask(NvmlLibrary nvml, Call call, int... arguments) {
        return new NativeDriver(new LoadedLibrary(nvml, () -> {})).ask(call, DEVICE, arguments);
    }

    /** Each out-parameter as C would leave it that writes ones wherever it may. */
    private static int fillWithOnes(InvocationOnMock invocation) {
        if (invocation.getMethod().getName().equals(Call.CPER.function())) {
            // There are no more records.
            invocation.<Pointer>getArgument(0).setInt(nvmlGetCPER_v1_t.bufferSize, 0);
            return 0;
        }
        for (Object argument : invocation.getArguments()) {
            if (argument instanceof IntByReference number) {
                number.setValue(-1);
            } else if (argument instanceof LongByReference number) {
                number.setValue(-1);
            } else if (argument instanceof byte[] text) {
                text[0] = '1';
            } else if (argument instanceof long[] mask) {
                Arrays.fill(mask, -1);
            } else if (argument instanceof Structure struct) {
                struct.getPointer().setMemory(0, struct.size(), (byte) -1);
                struct.read();
            }
        }
        return 0;
    }
}
