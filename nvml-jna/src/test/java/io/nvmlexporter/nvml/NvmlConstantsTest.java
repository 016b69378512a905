package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds enums and other numbers to constants.tsv. */
class NvmlConstantsTest {

    @Test
    void everyReturnCodeHasItsNumber() {
        Map<String, Integer> codes = new LinkedHashMap<>();
        for (NvmlReturn code : NvmlReturn.values()) {
            codes.put(code == NvmlReturn.SUCCESS ? "NVML_SUCCESS" : "NVML_ERROR_" + code, code.code());
        }
        assertThat(codes).isEqualTo(constants("nvmlReturn_t"));
    }

    @Test
    void valueTypesAreInTheOrderOfC() {
        assertThat(ordinals(Map.of(
                        "NVML_VALUE_TYPE_DOUBLE", FieldValue.Type.F64,
                        "NVML_VALUE_TYPE_UNSIGNED_INT", FieldValue.Type.U32,
                        "NVML_VALUE_TYPE_UNSIGNED_LONG", FieldValue.Type.ULONG,
                        "NVML_VALUE_TYPE_UNSIGNED_LONG_LONG", FieldValue.Type.U64,
                        "NVML_VALUE_TYPE_SIGNED_LONG_LONG", FieldValue.Type.I64,
                        "NVML_VALUE_TYPE_SIGNED_INT", FieldValue.Type.I32,
                        "NVML_VALUE_TYPE_UNSIGNED_SHORT", FieldValue.Type.U16)))
                .isEqualTo(constants("nvmlValueType_t"));
    }

    @Test
    void clocksAreInTheOrderOfC() {
        assertThat(ordinals(Map.of(
                        "NVML_CLOCK_GRAPHICS", Clock.GRAPHICS,
                        "NVML_CLOCK_SM", Clock.SM,
                        "NVML_CLOCK_MEM", Clock.MEMORY,
                        "NVML_CLOCK_VIDEO", Clock.VIDEO)))
                .isEqualTo(constants("nvmlClockType_t"));
    }

    @Test
    void inforomObjectsAreInTheOrderOfC() {
        assertThat(constants("nvmlInforomObject_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_INFOROM_OEM", InforomObject.OEM,
                        "NVML_INFOROM_ECC", InforomObject.ECC,
                        "NVML_INFOROM_POWER", InforomObject.POWER)));
    }

    @Test
    void temperatureThresholdsAreInTheOrderOfC() {
        assertThat(constants("nvmlTemperatureThresholds_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_TEMPERATURE_THRESHOLD_SHUTDOWN", TemperatureThreshold.SHUTDOWN,
                        "NVML_TEMPERATURE_THRESHOLD_SLOWDOWN", TemperatureThreshold.SLOWDOWN,
                        "NVML_TEMPERATURE_THRESHOLD_MEM_MAX", TemperatureThreshold.MEMORY_MAX,
                        "NVML_TEMPERATURE_THRESHOLD_GPU_MAX", TemperatureThreshold.GPU_MAX)));
    }

    @Test
    void computeModesAreInTheOrderOfC() {
        assertThat(ordinals(Map.of(
                        "NVML_COMPUTEMODE_DEFAULT", ComputeMode.DEFAULT,
                        "NVML_COMPUTEMODE_EXCLUSIVE_THREAD", ComputeMode.EXCLUSIVE_THREAD,
                        "NVML_COMPUTEMODE_PROHIBITED", ComputeMode.PROHIBITED,
                        "NVML_COMPUTEMODE_EXCLUSIVE_PROCESS", ComputeMode.EXCLUSIVE_PROCESS)))
                .isEqualTo(constants("nvmlComputeMode_t"));
    }

    @Test
    void memoryErrorsAreCountedInTheOrderOfC() {
        assertThat(constants("nvmlMemoryErrorType_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_MEMORY_ERROR_TYPE_CORRECTED", MemoryErrorType.CORRECTED,
                        "NVML_MEMORY_ERROR_TYPE_UNCORRECTED", MemoryErrorType.UNCORRECTED)));
        assertThat(constants("nvmlEccCounterType_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_VOLATILE_ECC", EccCounterType.VOLATILE,
                        "NVML_AGGREGATE_ECC", EccCounterType.AGGREGATE)));
    }

    @Test
    void memoryLocationsAreInTheOrderOfC() {
        assertThat(constants("nvmlMemoryLocation_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_MEMORY_LOCATION_L1_CACHE", MemoryLocation.L1_CACHE,
                        "NVML_MEMORY_LOCATION_L2_CACHE", MemoryLocation.L2_CACHE,
                        "NVML_MEMORY_LOCATION_DRAM", MemoryLocation.DRAM,
                        "NVML_MEMORY_LOCATION_REGISTER_FILE", MemoryLocation.REGISTER_FILE,
                        "NVML_MEMORY_LOCATION_TEXTURE_MEMORY", MemoryLocation.TEXTURE_MEMORY,
                        "NVML_MEMORY_LOCATION_TEXTURE_SHM", MemoryLocation.TEXTURE_SHM,
                        "NVML_MEMORY_LOCATION_CBU", MemoryLocation.CBU,
                        "NVML_MEMORY_LOCATION_SRAM", MemoryLocation.SRAM)));
    }

    @Test
    void nvLinkErrorsAreInTheOrderOfC() {
        assertThat(constants("nvmlNvLinkErrorCounter_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_NVLINK_ERROR_DL_REPLAY", NvLinkError.REPLAY,
                        "NVML_NVLINK_ERROR_DL_RECOVERY", NvLinkError.RECOVERY,
                        "NVML_NVLINK_ERROR_DL_CRC_FLIT", NvLinkError.CRC_FLIT,
                        "NVML_NVLINK_ERROR_DL_CRC_DATA", NvLinkError.CRC_DATA)));
    }

    @Test
    void retirementCausesAreInTheOrderOfC() {
        assertThat(ordinals(Map.of(
                        "NVML_PAGE_RETIREMENT_CAUSE_MULTIPLE_SINGLE_BIT_ECC_ERRORS",
                        RetirementCause.MULTIPLE_SINGLE_BIT_ERRORS,
                        "NVML_PAGE_RETIREMENT_CAUSE_DOUBLE_BIT_ECC_ERROR",
                        RetirementCause.DOUBLE_BIT_ERROR)))
                .isEqualTo(constants("nvmlPageRetirementCause_t"));
    }

    @Test
    void theTemperatureSensorThatIsAskedIsTheGpus() {
        assertThat(Call.TEMPERATURE.argumentLists(1))
                .containsExactly(
                        new int[] {constants("nvmlTemperatureSensors_t").get("NVML_TEMPERATURE_GPU")});
    }

    @Test
    void pcieDirectionsAreInTheOrderOfC() {
        assertThat(constants("nvmlPcieUtilCounter_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_PCIE_UTIL_TX_BYTES", PcieDirection.SENT,
                        "NVML_PCIE_UTIL_RX_BYTES", PcieDirection.RECEIVED)));
    }

    @Test
    void virtualizationModesAreInTheOrderOfC() {
        assertThat(named("NVML_GPU_VIRTUALIZATION_MODE_", VirtualizationMode.values()))
                .isEqualTo(constants("nvmlGpuVirtualizationMode_t"));
    }

    @Test
    void theOtherEndsOfLinksHaveTheirNumbers() {
        assertThat(constants("nvmlIntNvLinkDeviceType_t").values())
                .extracting(NvLinkDeviceType::of)
                .containsExactly(NvLinkDeviceType.values());
        assertThat(constants("nvmlIntNvLinkDeviceType_t"))
                .containsAllEntriesOf(ordinals(Map.of(
                        "NVML_NVLINK_DEVICE_TYPE_GPU", NvLinkDeviceType.GPU,
                        "NVML_NVLINK_DEVICE_TYPE_IBMNPU", NvLinkDeviceType.IBM_NPU,
                        "NVML_NVLINK_DEVICE_TYPE_SWITCH", NvLinkDeviceType.SWITCH)));
    }

    @Test
    void p2pStatusesAreInTheOrderOfC() {
        assertThat(constants("nvmlGpuP2PStatus_t")).containsAllEntriesOf(named("NVML_P2P_STATUS_", P2pStatus.values()));
        assertThat(constants("nvmlGpuP2PCapsIndex_t"))
                .containsEntry("NVML_P2P_CAPS_INDEX_NVLINK", Device.P2P_CAPS_NVLINK);
    }

    @Test
    void everyCounterOfAPortHasItsNumber() {
        assertThat(constants("nvmlPRMCounterId_t").values())
                .containsAll(Stream.of(PrmCounter.values()).map(PrmCounter::id).toList());
        assertThat(constants("nvmlPRMCounterId_t").keySet().stream()
                        .filter(name -> !name.endsWith("_NONE"))
                        .map(name -> name.replaceFirst("NVML_PRM_COUNTER_ID_(PPCNT|PPRM)_", "")
                                .replaceFirst("^(PHYSICAL)_LAYER_CTRS_", "$1_")
                                .replaceFirst("^(RECOVERY_CTRS|PORTCOUNTERS)_", "")))
                .containsExactly(Stream.of(PrmCounter.values()).map(Enum::name).toArray(String[]::new));
    }

    @Test
    void statesOfAFabricAreInTheOrderOfC() {
        assertThat(constants("define")).containsAllEntriesOf(named("NVML_GPU_FABRIC_STATE_", GpuFabric.State.values()));
    }

    @Test
    void theOlderFabricInfoHasItsVersionWord() {
        assertThat(constants("define"))
                .containsEntry("nvmlGpuFabricInfo_v2", NvmlStructs.nvmlGpuFabricInfo_v3_t.VERSION_2);
    }

    @Test
    void asManyLinksAreAskedAsThereCanBe() {
        assertThat(Call.NVLINK_STATE.argumentLists(1))
                .hasSize(constants("define").get("NVML_NVLINK_MAX_LINKS"));
    }

    @Test
    void theScopeOfAnAffinityIsTheNode() {
        assertThat(constants("define")).containsEntry("NVML_AFFINITY_SCOPE_NODE", Device.AFFINITY_SCOPE_NODE);
    }

    @Test
    void everyGpmMetricHasItsNumber() throws IllegalAccessException {
        Map<String, Integer> metrics = new LinkedHashMap<>();
        for (Field metric : GpmMetricId.class.getFields()) {
            metrics.put(metric.getName(), metric.getInt(null));
        }
        assertThat(metrics).isNotEmpty();
        assertThat(constants("nvmlGpmMetricId_t")).containsAllEntriesOf(metrics);
    }

    @Test
    void everyEventHasItsBit() {
        Map<String, Integer> bits = new LinkedHashMap<>();
        constants("define").forEach((name, bit) -> {
            if (name.matches("nvmlEvent(Type|Mig)\\w+") && !name.matches("nvmlEventType(None|All)")) {
                bits.put(
                        name.replaceFirst("nvmlEvent(Type)?", "")
                                .replaceFirst("Event$", "")
                                .replace("XidCriticalError", "Xid")
                                .replace("UnavailableError", "Unavailable")
                                .replaceFirst("^PState$", "Pstate"),
                        bit);
            }
        });
        assertThat(bits.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(constants("define").get("nvmlEventTypeAll"));
        for (EventType type : EventType.values()) {
            String name = Stream.of(type.name().split("_"))
                    .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining());
            assertThat(bits).as(name).containsEntry(name, (int) type.bit());
        }
        assertThat(EventType.values()).hasSize(bits.size());
    }

    @Test
    void theEventsOfTheSystemHaveTheirBits() {
        assertThat(constants("define"))
                .containsEntry("nvmlSystemEventTypeGpuDriverUnbind", (int) Driver.SystemEvent.UNBIND)
                .containsEntry("nvmlSystemEventTypeGpuDriverBind", (int) Driver.SystemEvent.BIND)
                .containsEntry("nvmlSystemEventTypeCount", 2);
    }

    @Test
    void recordsAreAskedForAsCHasIt() {
        assertThat(constants("nvmlCPERType_t")).containsEntry("NVML_CPER_ACCESS_TYPE_GPU", CperRecords.TYPE_GPU);
        assertThat(constants("define"))
                .containsEntry("NVML_DEVICE_UUID_BUFFER_SIZE", CperRecords.UUID_SIZE)
                // What a zeroed request begins with.
                .containsEntry("NVML_CPER_CURSOR_HANDLE_INIT", 0);
    }

    @Test
    void everyArchitectureHasItsNumber() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        DeviceCondition.ARCHITECTURES.forEach(
                (number, name) -> numbers.put("NVML_DEVICE_ARCH_" + name.toUpperCase(Locale.ROOT), number.intValue()));
        numbers.put("NVML_DEVICE_ARCH_UNKNOWN", (int) DeviceCondition.ARCHITECTURE_UNKNOWN);
        Map<String, Integer> defined = new LinkedHashMap<>(constants("define"));
        defined.keySet().removeIf(name -> !name.startsWith("NVML_DEVICE_ARCH_"));
        assertThat(numbers).isEqualTo(defined);
    }

    @Test
    void buffersHaveTheSizesThatAreEnough() {
        assertThat(constants("define"))
                .containsEntry("NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE", Getter.DRIVER_VERSION_SIZE)
                .containsEntry("NVML_SYSTEM_NVML_VERSION_BUFFER_SIZE", Getter.NVML_VERSION_SIZE)
                .containsEntry("NVML_DEVICE_NAME_V2_BUFFER_SIZE", Getter.NAME_SIZE)
                .containsEntry("NVML_DEVICE_UUID_V2_BUFFER_SIZE", Getter.UUID_SIZE)
                .containsEntry("NVML_DEVICE_SERIAL_BUFFER_SIZE", Getter.SERIAL_SIZE)
                .containsEntry("NVML_DEVICE_VBIOS_VERSION_BUFFER_SIZE", Getter.VBIOS_VERSION_SIZE)
                .containsEntry("NVML_DEVICE_INFOROM_VERSION_BUFFER_SIZE", Getter.INFOROM_VERSION_SIZE);
    }

    private static Map<String, Integer> ordinals(Map<String, ? extends Enum<?>> names) {
        Map<String, Integer> ordinals = new LinkedHashMap<>();
        names.forEach((name, constant) -> ordinals.put(name, constant.ordinal()));
        return ordinals;
    }

    private static Map<String, Integer> named(String prefix, Enum<?>... constants) {
        Map<String, Integer> ordinals = new LinkedHashMap<>();
        for (Enum<?> constant : constants) {
            ordinals.put(prefix + constant, constant.ordinal());
        }
        return ordinals;
    }

    private static Map<String, Integer> constants(String of) {
        Map<String, Integer> constants = new LinkedHashMap<>();
        Table.rows("constants.tsv").stream()
                .filter(row -> row.get("of").equals(of))
                .forEach(row -> constants.put(row.get("constant"), Integer.parseInt(row.get("value"))));
        return constants;
    }
}
