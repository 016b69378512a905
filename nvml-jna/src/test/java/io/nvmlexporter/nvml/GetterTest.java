package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.nvmlexporter.nvml.Call.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.invocation.InvocationOnMock;

class GetterTest {
    private static final long DEVICE = 0xD0;

    @ParameterizedTest
    @EnumSource
    void anAnswerHasTheMembersThatTheCallSays(Call call) {
        NvmlLibrary nvml = mock(NvmlLibrary.class, GetterTest::fillWithOnes);
        for (int[] arguments : call.argumentLists()) {
            Map<String, Object> members = ask(nvml, call, arguments).members();
            assertThat(members.keySet().stream().limit(call.members().size()))
                    .containsExactlyElementsOf(
                            call.members().stream().map(Member::name).toList());
            for (Member member : call.members()) {
                assertThat(members.get(member.name()))
                        .as("%s %s", call, member)
                        .isInstanceOf(member.type() == Call.Type.TEXT ? String.class : Long.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGetterCallsTheFunctionThatTheCallNames(Call call) {
        NvmlLibrary nvml = mock(NvmlLibrary.class, invocation -> {
            assertThat(invocation.getMethod().getName()).isEqualTo(call.function());
            return NvmlReturn.NO_PERMISSION.code();
        });
        int[] arguments = call.argumentLists().get(0);
        assertThatThrownBy(() -> ask(nvml, call, arguments))
                .isInstanceOf(NvmlException.class)
                .hasMessage(call.describe(arguments) + ": NO_PERMISSION");
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
            int[] arguments = other.argumentLists().get(0);
            if (other == call) {
                assertThatThrownBy(() -> ask(nvml, other, arguments))
                        .isInstanceOf(NvmlException.class)
                        .hasMessageEndingWith(": FUNCTION_NOT_FOUND");
            } else {
                assertThat(ask(nvml, other, arguments).members()).isNotEmpty();
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
            NvmlLibrary.nvmlTemperature_v1_t struct = invocation.getArgument(1);
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

    private static Answer ask(NvmlLibrary nvml, Call call, int... arguments) {
        return new NativeDriver(new LoadedLibrary(nvml, () -> {})).ask(call, DEVICE, arguments);
    }

    /** Each out-parameter as C would leave it that writes ones wherever it may. */
    private static int fillWithOnes(InvocationOnMock invocation) {
        for (Object argument : invocation.getArguments()) {
            if (argument instanceof IntByReference number) {
                number.setValue(-1);
            } else if (argument instanceof LongByReference number) {
                number.setValue(-1);
            } else if (argument instanceof byte[] text) {
                text[0] = '1';
            } else if (argument instanceof Structure struct) {
                struct.getPointer().setMemory(0, struct.size(), (byte) -1);
                struct.read();
            }
        }
        return 0;
    }
}
