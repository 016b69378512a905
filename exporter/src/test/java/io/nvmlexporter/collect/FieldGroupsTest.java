package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nvmlexporter.field.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldGroupsTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @Test
    void withoutACollectionThereIsOneGroup() throws Exception {
        List<FieldGroup> groups = FieldGroups.of(counters(), TEN_SECONDS, List.of());
        assertThat(groups).containsExactly(new FieldGroup("", counters().fields(), TEN_SECONDS));
        assertThat(groups.get(0).oldest()).isEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void everyFieldIsInOneGroupAndTheRestIsInTheFirst() throws Exception {
        List<FieldGroup> groups = FieldGroups.of(
                counters(), TEN_SECONDS, List.of(cadence("fast", 1, "*_TEMP"), cadence("slow", 300, "*NVLINK*", "x")));
        assertThat(groups).extracting(FieldGroup::name).containsExactly("", "fast", "slow");
        assertThat(groups)
                .extracting(FieldGroup::interval)
                .containsExactly(TEN_SECONDS, Duration.ofSeconds(1), Duration.ofSeconds(300));
        assertThat(names(groups.get(0))).containsExactly("DCGM_FI_DEV_POWER_USAGE", "DCGM_FI_DRIVER_VERSION");
        assertThat(names(groups.get(1))).containsExactly("DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_MEMORY_TEMP");
        assertThat(names(groups.get(2))).containsExactly("DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL");
    }

    @Test
    void whereCollectionsNameAllThereIsNoGroupOfTheRest() throws Exception {
        List<FieldGroup> groups = FieldGroups.of(counters(), TEN_SECONDS, List.of(cadence("all", 60, "DCGM_*")));
        assertThat(groups).extracting(FieldGroup::name).containsExactly("all");
    }

    @Test
    void aCollectionThatNamesNoMetricIsRefused() {
        assertThatThrownBy(() -> FieldGroups.of(counters(), TEN_SECONDS, List.of(cadence("ecc", 60, "*_ECC_*"))))
                .isInstanceOf(CadenceException.class)
                .hasMessage("config.yaml:60: the collection 'ecc' names none of the metrics that are served: [*_ECC_*];"
                        + " add one of them to the counters, or leave the collection out");
    }

    @Test
    void aMetricInTwoCollectionsIsRefused() {
        assertThatThrownBy(() -> FieldGroups.of(
                        counters(),
                        TEN_SECONDS,
                        List.of(cadence("one", 1, "*_TEMP"), cadence("other", 2, "DCGM_FI_DEV_GPU_*"))))
                .isInstanceOf(CadenceException.class)
                .hasMessage("config.yaml:2: DCGM_FI_DEV_GPU_TEMP is in the collections 'one' (config.yaml:1) and"
                        + " 'other'; let one of them name it");
    }

    /** A file that was made for dcgm-exporter starts here too, though it has that metric and this has not. */
    @Test
    void aCollectionOfMetricsThatOnlyDcgmHasIsNoMistake() throws Exception {
        Counters counters = CountersFile.parse(
                "DCGM_FI_DEV_GPU_TEMP, gauge, T\nDCGM_FI_DEV_NVSWITCH_VOLTAGE_MVOLT, gauge, S\n",
                "c.csv",
                Compatibility.V4_8_2);
        assertThat(counters.unserved()).containsKey("DCGM_FI_DEV_NVSWITCH_VOLTAGE_MVOLT");
        assertThat(FieldGroups.of(counters, TEN_SECONDS, List.of(cadence("switch", 60, "*NVSWITCH*"))))
                .extracting(FieldGroup::name)
                .containsExactly("");
    }

    private static List<String> names(FieldGroup group) {
        return group.fields().stream().map(Field::name).toList();
    }

    private static Cadence cadence(String name, int seconds, String... patterns) {
        return new Cadence(
                name,
                "config.yaml:" + seconds,
                Duration.ofSeconds(seconds),
                Arrays.stream(patterns).map(Glob::of).toList());
    }

    private static Counters counters() throws CountersFileException {
        return CountersFile.parse("""
                DCGM_FI_DEV_GPU_TEMP, gauge, T
                DCGM_FI_DEV_MEMORY_TEMP, gauge, T
                DCGM_FI_DEV_POWER_USAGE, gauge, T
                DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL, counter, T
                DCGM_FI_DRIVER_VERSION, label, T
                """, "c.csv", Compatibility.V4_8_2);
    }
}
