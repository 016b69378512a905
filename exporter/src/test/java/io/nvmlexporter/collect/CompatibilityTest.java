package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.DcgmField;
import io.nvmlexporter.field.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each profile serves by default, and what dcgm-exporter's release notes say of the differences. */
class CompatibilityTest {
    /** By the number of the older field: its unit there and now, of those whose unit 4.9.0 changed. */
    private static final Map<String, String> UNITS = Map.of(
            "MHz", "Hz",
            "mJ", "J",
            "%", "ratio",
            "MiB", "bytes",
            "1000 KiB/s", "bytes/s");

    private static final Counters V4_8_3 = shipped(Compatibility.V4_8_3);
    private static final Counters V4_9 = shipped(Compatibility.V4_9);

    @Test
    void of49TwentyThreeNamesAreNewAndElevenUnitsAndOneRowIsAdded() {
        assertThat(V4_9.warnings()).isEmpty();
        List<Metric> of49 = V4_9.metrics().stream()
                .filter(metric -> !metric.name().equals("DCGM_FI_DEV_FB_CAPACITY_BYTES"))
                .toList();
        assertThat(of49).hasSameSizeAs(V4_8_3.metrics()).hasSize(V4_9.metrics().size() - 1);
        Map<String, String> renamed = new LinkedHashMap<>();
        Map<String, String> unit = new LinkedHashMap<>();
        for (int i = 0; i < of49.size(); i++) {
            Metric older = V4_8_3.metrics().get(i);
            Metric newer = of49.get(i);
            // The same quantity, since the clean metrics are the same.
            assertThat(newer.field().clean())
                    .as(newer.name())
                    .isEqualTo(older.field().clean());
            assertThat(newer.type()).as(newer.name()).isEqualTo(older.type());
            if (!newer.name().equals(older.name())) {
                renamed.put(older.name(), newer.name());
            }
            if (!newer.field().unit().equals(older.field().unit())) {
                unit.put(
                        older.field().unit() + " of " + older.name(),
                        newer.field().unit());
            }
        }
        // ... and the label
        assertThat(V4_8_3.labels()).extracting(LabelField::name).containsExactly("DCGM_FI_DRIVER_VERSION");
        assertThat(V4_9.labels()).extracting(LabelField::name).containsExactly("DCGM_FI_SYSTEM_DRIVER_VERSION");
        assertThat(renamed).hasSize(23 - 1);
        assertThat(unit)
                .hasSize(11)
                .allSatisfy((from, to) -> assertThat(to).isEqualTo(UNITS.get(from.replaceFirst(" of .*", ""))));
    }

    @Test
    void ofDcgm46TheRowsAreThoseOf48ByItsNames() {
        Counters now = shipped(Compatibility.DCGM_4_6);
        assertThat(now.warnings()).isEmpty();
        assertThat(now.labels()).extracting(LabelField::name).containsExactly("DCGM_FI_SYSTEM_DRIVER_VERSION");
        Map<Integer, Integer> inBaseUnits = Map.of(100, 1603, 101, 1604, 156, 1611, 203, 1613);
        assertThat(now.metrics())
                .extracting(metric -> metric.field().id())
                .containsExactlyElementsOf(V4_8_3.metrics().stream()
                        .map(metric -> metric.field().id())
                        .map(id -> inBaseUnits.getOrDefault(id, id))
                        .toList());
        assertThat(now.metrics())
                .extracting(Metric::name)
                .contains("DCGM_FI_DEV_BOARD_POWER_WATTS", "DCGM_FI_DEV_MEM_COPY_UTIL", "DCGM_FI_DEV_FB_USED")
                .doesNotContain("DCGM_FI_DEV_POWER_USAGE");
    }

    @Test
    void of483OneTypeIsAnother() throws CountersFileException {
        List<String> of482 = rows(CountersFile.shipped("default-counters.csv", Compatibility.V4_8_2));
        assertThat(rows(V4_8_3))
                .containsExactlyElementsOf(of482.stream()
                        .map(row -> row.replace("NVLINK_BANDWIDTH_TOTAL counter", "NVLINK_BANDWIDTH_TOTAL gauge"))
                        .toList())
                .isNotEqualTo(of482);
    }

    @Test
    void thePageOf484IsThatOf483() {
        assertThat(Compatibility.of("4.8.4")).contains(Compatibility.V4_8_3);
    }

    @ParameterizedTest
    @EnumSource
    void everyProfileIsFoundByItsTextAndIsAmongTheChoices(Compatibility compatibility) {
        assertThat(Compatibility.of(compatibility.text())).contains(compatibility);
        assertThat(Compatibility.CHOICES.split(", | or ")).contains(compatibility.text());
        assertThat(CountersFile.isShipped(compatibility.countersFile())).isTrue();
    }

    @Test
    void everyChoiceIsOne() {
        assertThat(Compatibility.CHOICES.split(", | or "))
                .allSatisfy(choice -> assertThat(Compatibility.of(choice)).isPresent());
    }

    @Test
    void theProfilingFileOf49HasTheRowsOfItsDefaultFile() throws CountersFileException {
        assertThat(rows(CountersFile.shipped("dcp-metrics-included-4.9.csv", Compatibility.V4_9)))
                .isEqualTo(rows(V4_9));
    }

    @Test
    void olderNamesAreServedAsTheyAreWritten() throws CountersFileException {
        Counters counters = CountersFile.parse(
                "DCGM_FI_DEV_FB_USED, gauge, x\nDCGM_FI_DEV_FB_USED_BYTES, gauge, x\ndcgm_gpu_temp, gauge, x\n",
                "f.csv",
                Compatibility.V4_9);
        assertThat(counters.warnings()).isEmpty();
        assertThat(counters.metrics())
                .extracting(metric -> metric.name() + " " + metric.field().unit())
                .containsExactly("DCGM_FI_DEV_FB_USED MiB", "DCGM_FI_DEV_FB_USED_BYTES bytes", "dcgm_gpu_temp °C");
    }

    @Test
    void dcgm47HasItsFieldsUnderItsOwnNumbers() {
        assertThat(IntStream.rangeClosed(1600, 1649).boxed())
                .allSatisfy(id -> assertThat(DcgmField.all().filter(field -> field.id() == id))
                        .hasSize(1));
        assertThat(V4_9.metrics().stream()
                        .map(Metric::field)
                        .filter(field -> field.id() >= 1613)
                        .map(Field::id))
                .containsExactly(1613, 1614, 1615, 1616, 1625, 1626, 1627, 1628, 1648);
    }

    private static Counters shipped(Compatibility compatibility) {
        try {
            return CountersFile.shipped(compatibility.countersFile(), compatibility);
        } catch (CountersFileException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> rows(Counters counters) {
        return counters.metrics().stream()
                .map(metric -> metric.name() + " " + metric.type().text() + " " + metric.help())
                .toList();
    }
}
