package io.nvmlexporter.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.Entity;
import io.nvmlexporter.collect.Entity.MigInstance;
import io.nvmlexporter.collect.EntitySnapshot;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.field.Value;
import io.nvmlexporter.field.Value.Int;
import io.nvmlexporter.field.Value.Real;
import io.nvmlexporter.field.Value.Text;
import io.nvmlexporter.label.LabelSet;
import io.nvmlexporter.label.OwnedValues;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {
    private static final Field TEMP = field("DCGM_FI_DEV_GPU_TEMP");
    private static final Field POWER = field("DCGM_FI_DEV_POWER_USAGE");
    private static final Field ENERGY = field("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION");
    private static final Field XID = field("DCGM_FI_DEV_XID_ERRORS");
    private static final Field DRIVER = field("DCGM_FI_DRIVER_VERSION");
    private static final Field SERIAL = field("DCGM_FI_DEV_SERIAL");

    private static final String COUNTERS = """
            DCGM_FI_DEV_XID_ERRORS, gauge, Last XID.
            DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, counter, Energy (in mJ).
            DCGM_FI_DEV_POWER_USAGE, gauge, Power draw (in W).
            DCGM_FI_DEV_GPU_TEMP, gauge, GPU temperature (in C).
            DCGM_FI_DRIVER_VERSION, label, Driver Version
            DCGM_FI_DEV_SERIAL, label, Serial
            """;

    private final EntitySnapshot gpu0 = snapshot(
            Entity.board(0, "GPU-0", "00000000:1B:00.0", "NVIDIA H100 80GB HBM3"),
            Map.of(
                    TEMP, new Int(41),
                    POWER, new Real(65.012),
                    ENERGY, new Int(9_007_199_254_740_993L),
                    DRIVER, new Text("570.86.15"),
                    SERIAL, new Text("1650")));
    private final EntitySnapshot gpu1 = snapshot(
            Entity.board(1, "GPU-1", "00000000:43:00.0", "NVIDIA H100 80GB HBM3"),
            Map.of(
                    TEMP, new Int(0),
                    POWER, new Real(0.5),
                    XID, new Int(79),
                    DRIVER, new Text("570.86.15")));

    @Test
    void thePageIsThatOfRelease482() throws CountersFileException {
        assertThat(page(COUNTERS, format(Compatibility.V4_8_2, "node-1"), gpu0, gpu1))
                .isEqualTo("""
                # HELP DCGM_FI_DEV_GPU_TEMP GPU temperature (in C).
                # TYPE DCGM_FI_DEV_GPU_TEMP gauge
                DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1",DCGM_FI_DEV_SERIAL="1650",DCGM_FI_DRIVER_VERSION="570.86.15"} 41
                DCGM_FI_DEV_GPU_TEMP{gpu="1",UUID="GPU-1",pci_bus_id="00000000:43:00.0",device="nvidia1",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1",DCGM_FI_DRIVER_VERSION="570.86.15"} 0
                # HELP DCGM_FI_DEV_POWER_USAGE Power draw (in W).
                # TYPE DCGM_FI_DEV_POWER_USAGE gauge
                DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1",DCGM_FI_DEV_SERIAL="1650",DCGM_FI_DRIVER_VERSION="570.86.15"} 65.012000
                DCGM_FI_DEV_POWER_USAGE{gpu="1",UUID="GPU-1",pci_bus_id="00000000:43:00.0",device="nvidia1",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1",DCGM_FI_DRIVER_VERSION="570.86.15"} 0.500000
                # HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Energy (in mJ).
                # TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
                DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1",DCGM_FI_DEV_SERIAL="1650",DCGM_FI_DRIVER_VERSION="570.86.15"} 9007199254740993
                # HELP DCGM_FI_DEV_XID_ERRORS Last XID.
                # TYPE DCGM_FI_DEV_XID_ERRORS gauge
                DCGM_FI_DEV_XID_ERRORS{gpu="1",UUID="GPU-1",pci_bus_id="00000000:43:00.0",device="nvidia1",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1",DCGM_FI_DRIVER_VERSION="570.86.15",err_code="79",err_msg="GPU has fallen off the bus"} 79
                """);
    }

    @Test
    void release483HasFamiliesByNameShortestFloatsAndAnotherHostnameLabel() throws CountersFileException {
        String counters = """
                DCGM_FI_DEV_POWER_USAGE, untyped, Power
                dcgm_gpu_temp, gauge, Temperature
                DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, counter, Energy
                DCGM_FI_PROF_GR_ENGINE_ACTIVE, gauge, Ratio
                """;
        assertThat(page(counters, format(Compatibility.V4_8_3, "node-1"), gpu0)).isEqualTo("""
                # HELP DCGM_FI_DEV_POWER_USAGE Power
                # TYPE DCGM_FI_DEV_POWER_USAGE untyped
                DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",hostname="node-1"} 65.012
                # HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Energy
                # TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
                DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",hostname="node-1"} 9.007199254740992e+15
                # HELP dcgm_gpu_temp Temperature
                # TYPE dcgm_gpu_temp gauge
                dcgm_gpu_temp{gpu="0",UUID="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",hostname="node-1"} 41
                """);
    }

    @Test
    void aLabelOfRelease483KeepsItsInteger() throws CountersFileException {
        String counters = "dcgm_gpu_temp, gauge, x\nDCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION, label, x";
        assertThat(samples(counters, format(Compatibility.V4_8_3, "node-1"), gpu0))
                .singleElement()
                .asString()
                .endsWith(",DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION=\"9007199254740993\"} 41");
    }

    @Test
    void thePageOf1xHasItsNamesAndTheOldNamespace() throws CountersFileException {
        assertThat(page("dcgm_gpu_temp, gauge, Temperature", format(Compatibility.V1_X, "node-1"), gpu0))
                .isEqualTo("""
                # HELP dcgm_gpu_temp Temperature
                # TYPE dcgm_gpu_temp gauge
                dcgm_gpu_temp{gpu="0",uuid="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",Hostname="node-1"} 41
                """);
    }

    @Test
    void aMigInstanceHasItsProfileAndIdAndTheUuidOfItsGpu() throws CountersFileException {
        EntitySnapshot instance = snapshot(
                Entity.board(0, "GPU-0", "00000000:1B:00.0", "NVIDIA H100")
                        .instance(new MigInstance("1g.10gb", 11, "MIG-5")),
                Map.of(XID, new Int(0), DRIVER, new Text("570.86.15")));
        assertThat(samples(COUNTERS, format(Compatibility.V4_8_3, "node-1"), instance))
                .containsExactly("""
                DCGM_FI_DEV_XID_ERRORS{gpu="0",UUID="GPU-0",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100",GPU_I_PROFILE="1g.10gb",GPU_I_ID="11",hostname="node-1",DCGM_FI_DRIVER_VERSION="570.86.15",err_code="0",err_msg="No Error"} 0""");
    }

    @Test
    void aMigInstanceWithoutAProfileStillHasItsId() throws CountersFileException {
        EntitySnapshot instance = snapshot(
                Entity.board(0, "GPU-0", "", "").instance(new MigInstance("", 11, "MIG-5")), Map.of(TEMP, new Int(41)));
        assertThat(samples(COUNTERS, new PageFormat(Compatibility.V4_8_2), instance))
                .containsExactly("""
                DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-0",pci_bus_id="",device="nvidia0",modelName="",GPU_I_ID="11"} 41""");
    }

    @ParameterizedTest(name = "XID {0} is {1}")
    @CsvSource(textBlock = """
            0,    No Error
            42,   Video processor exception
            172,  Uncorrectable SRAM Error
            173,  Unknown Error
            255,  Unknown Error
            -1,   Unknown Error
            """)
    void anXidIsToldWithItsText(int code, String text) throws CountersFileException {
        EntitySnapshot gpu = snapshot(gpu0.entity(), Map.of(XID, new Int(code)));
        assertThat(samples("dcgm_xid_errors, gauge, x", new PageFormat(Compatibility.V1_X), gpu))
                .singleElement()
                .asString()
                .startsWith("dcgm_xid_errors{gpu=\"0\",uuid=")
                .endsWith(",err_code=\"%d\",err_msg=\"%s\"} %d".formatted(code, text, code));
    }

    @Test
    void blanksInTheModelNameBecomeHyphensWhenAsked() throws CountersFileException {
        EntitySnapshot gpu = snapshot(Entity.board(0, "GPU-0", "b", "  NVIDIA  T400\t4GB "), Map.of(TEMP, new Int(1)));
        PageFormat format = new PageFormat(Compatibility.V4_8_2, Optional.empty(), "Hostname", false, true);
        assertThat(samples(COUNTERS, format, gpu)).containsExactly("""
                DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-0",pci_bus_id="b",device="nvidia0",modelName="NVIDIA-T400-4GB"} 1""");
    }

    @Test
    void whateverATextHoldsThePageIsValid() throws CountersFileException {
        EntitySnapshot gpu = snapshot(
                Entity.board(0, "a\"b", "c\\d", "e\nf"),
                Map.of(TEMP, new Int(1), DRIVER, new Text("\uD83D\uDE00 \uD83D \uDE00 é")));
        String counters = """
                DCGM_FI_DEV_GPU_TEMP,gauge,"back\\slash ""quotes"" and
                two lines"
                DCGM_FI_DRIVER_VERSION, label, x
                """;
        assertThat(page(counters, format(Compatibility.V4_8_2, "n\"1"), gpu)).isEqualTo("""
                # HELP DCGM_FI_DEV_GPU_TEMP back\\\\slash "quotes" and\\ntwo lines
                # TYPE DCGM_FI_DEV_GPU_TEMP gauge
                DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="a\\"b",pci_bus_id="c\\\\d",device="nvidia0",modelName="e\\nf",Hostname="n\\"1",DCGM_FI_DRIVER_VERSION="\uD83D\uDE00 \uFFFD \uFFFD é"} 1
                """);
    }

    @Test
    void anEmptyHelpLeavesABlankAsInDcgmExporter() throws CountersFileException {
        assertThat(page("DCGM_FI_DEV_GPU_TEMP, gauge,", new PageFormat(Compatibility.V4_8_2), gpu0))
                .startsWith("# HELP DCGM_FI_DEV_GPU_TEMP \n# TYPE DCGM_FI_DEV_GPU_TEMP gauge\n");
    }

    @Test
    void aLabelMayBeANumber() throws CountersFileException {
        String counters = """
                DCGM_FI_DEV_GPU_TEMP, gauge, x
                DCGM_FI_DEV_POWER_USAGE, label, x
                """;
        assertThat(samples(counters, new PageFormat(Compatibility.V4_8_2), gpu0))
                .singleElement()
                .asString()
                .endsWith(",DCGM_FI_DEV_POWER_USAGE=\"65.012000\"} 41");
    }

    @Test
    void aNumberThatIsNotFiniteIsNotThere() throws CountersFileException {
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            EntitySnapshot gpu = snapshot(gpu0.entity(), Map.of(POWER, new Real(number), TEMP, new Int(41)));
            assertThat(page(COUNTERS, new PageFormat(Compatibility.V4_8_2), gpu))
                    .contains("DCGM_FI_DEV_GPU_TEMP")
                    .doesNotContain("DCGM_FI_DEV_POWER_USAGE");
        }
    }

    @Test
    void aFamilyWithoutSamplesIsNotThere() throws CountersFileException {
        assertThat(page(COUNTERS, new PageFormat(Compatibility.V4_8_2))).isEmpty();
        assertThat(page(COUNTERS, new PageFormat(Compatibility.V4_8_2), snapshot(gpu0.entity(), Map.of())))
                .isEmpty();
    }

    @Test
    void noSeriesIsThereTwice() throws CountersFileException {
        EntitySnapshot twin = snapshot(gpu0.entity(), Map.of(TEMP, new Int(99), SERIAL, new Text("1650")));
        String counters = "DCGM_FI_DEV_GPU_TEMP, gauge, x\nDCGM_FI_DEV_SERIAL, label, x";
        assertThat(samples(counters, new PageFormat(Compatibility.V4_8_2), gpu0, twin))
                .singleElement()
                .asString()
                .endsWith(" 41");
    }

    private static PageFormat format(Compatibility compatibility, String hostname) {
        return new PageFormat(
                compatibility,
                Optional.of(hostname),
                compatibility.hostnameLabel(),
                compatibility == Compatibility.V1_X,
                false);
    }

    private static List<String> samples(String counters, PageFormat format, EntitySnapshot... entities)
            throws CountersFileException {
        return page(counters, format, entities)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private static String page(String file, PageFormat format, EntitySnapshot... entities)
            throws CountersFileException {
        Counters counters = CountersFile.parse(file, "f.csv", format.compatibility());
        byte[] page = new Exposition(counters, format)
                .page(List.of(entities), entity -> List.of(new OwnedValues(LabelSet.EMPTY, entity.values())));
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(page)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("the page is not UTF-8", e);
        }
    }

    private static EntitySnapshot snapshot(Entity entity, Map<Field, Value> values) {
        return new EntitySnapshot(entity, values, Map.of(), Map.of());
    }

    private static Field field(String name) {
        return FieldCatalog.find(name).orElseThrow();
    }
}
