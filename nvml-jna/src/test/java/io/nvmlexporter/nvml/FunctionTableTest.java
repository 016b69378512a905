package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the prototypes of {@link NvmlLibrary} and the branches of {@link Call} to functions.tsv. */
class FunctionTableTest {
    private static final Map<String, Map<String, String>> ROWS =
            Table.rows("functions.tsv").stream().collect(Collectors.toMap(row -> row.get("function"), row -> row));

    static final List<Method> FUNCTIONS = Arrays.stream(NvmlLibrary.class.getDeclaredMethods())
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .toList();

    @Test
    void everyFunctionIsOneOfNvml() {
        assertThat(FUNCTIONS).extracting(Method::getName).containsExactlyInAnyOrderElementsOf(ROWS.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("FUNCTIONS")
    void aPrototypeIsThatOfC(Method function) {
        String parameters = ROWS.get(function.getName()).get("parameters");
        List<String> expected = parameters.equals("void")
                ? List.of()
                : Stream.of(parameters.split(", "))
                        .map(FunctionTableTest::javaType)
                        .toList();
        assertThat(function.getParameterTypes())
                .as("%s(%s)", function.getName(), parameters)
                .extracting(Class::getSimpleName)
                .isEqualTo(expected);
        assertThat(function.getReturnType())
                .as("%s gives an nvmlReturn_t", function.getName())
                .isEqualTo(int.class);
    }

    @ParameterizedTest
    @EnumSource
    void aCallIsOfTheOldestBranchThatExportsIt(Call call) {
        Map<String, String> row = ROWS.get(call.function());
        assertThat(row).as("%s is in NvmlLibrary", call.function()).isNotNull();
        assertThat(call.sinceBranch())
                .as(call.function())
                .isEqualTo(row.keySet().stream()
                        .filter(column ->
                                column.matches("\\d+") && row.get(column).equals("1"))
                        .mapToInt(Integer::parseInt)
                        .min()
                        .orElseThrow());
    }

    /** Whether the library of that branch exports the function. */
    static boolean exported(String function, int branch) {
        return ROWS.get(function).get(String.valueOf(branch)).equals("1");
    }

    private static String javaType(String c) {
        return switch (c) {
            case "char *" -> "byte[]";
            case "int", "unsigned int" -> "int";
            case "unsigned long long" -> "long";
            case "int *",
                    "unsigned int *",
                    "nvmlBrandType_t *",
                    "nvmlDeviceArchitecture_t *",
                    "nvmlPowerSource_t *",
                    "nvmlBusType_t *",
                    "nvmlPstates_t *",
                    "nvmlComputeMode_t *",
                    "nvmlEnableState_t *",
                    "nvmlGpuVirtualizationMode_t *",
                    "nvmlIntNvLinkDeviceType_t *",
                    "nvmlGpuP2PStatus_t *" -> "IntByReference";
            case "nvmlInforomObject_t",
                    "nvmlClockType_t",
                    "nvmlTemperatureSensors_t",
                    "nvmlTemperatureThresholds_t",
                    "nvmlMemoryErrorType_t",
                    "nvmlEccCounterType_t",
                    "nvmlMemoryLocation_t",
                    "nvmlNvLinkErrorCounter_t",
                    "nvmlPageRetirementCause_t",
                    "nvmlAffinityScope_t",
                    "nvmlPcieUtilCounter_t",
                    "nvmlGpuP2PCapsIndex_t" -> "int";
            case "nvmlDevice_t", "nvmlGpmSample_t", "nvmlEventSet_t" -> "Pointer";
            case "nvmlDevice_t *", "nvmlGpmSample_t *", "nvmlEventSet_t *" -> "PointerByReference";
            case "nvmlFieldValue_t *",
                    "nvmlGpmMetricsGet_t *",
                    "nvmlGetCPER_v1_t *",
                    "nvmlProcessInfo_t *",
                    "nvmlProcessInfo_v1_t *",
                    "nvmlProcessInfo_v2_t *",
                    "nvmlProcessUtilizationSample_t *" -> "Pointer";
            // What the header's newest version of a struct is called, and a shorter one fits into.
            case "nvmlPlatformInfo_t *" -> "nvmlPlatformInfo_v2_t";
            case "nvmlGpuFabricInfoV_t *" -> "nvmlGpuFabricInfo_v3_t";
            case "nvmlRepairStatus_t *" -> "nvmlRepairStatus_v1_t";
            case "nvmlSystemEventSetCreateRequest_t *" -> "nvmlSystemEventSetCreateRequest_v1_t";
            case "nvmlSystemEventSetFreeRequest_t *" -> "nvmlSystemEventSetFreeRequest_v1_t";
            case "nvmlSystemRegisterEventRequest_t *" -> "nvmlSystemRegisterEventRequest_v1_t";
            case "nvmlSystemEventSetWaitRequest_t *" -> "nvmlSystemEventSetWaitRequest_v1_t";
            case "unsigned long *" -> "long[]";
            case "unsigned long long *" -> "LongByReference";
            default -> c.replace(" *", "");
        };
    }
}
