package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.CleanMetric.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prometheus' rules for names, as every clean metric has to keep them. */
class CleanNamesTest {
    private static final int LONGEST_HELP = 160;

    /** Words that are units, and where they may be: last, but for {@code _total} and {@code _per_second}. */
    private static final String UNIT =
            "bytes|hertz|watts|celsius|joules|seconds|ratio|bytes_per_second|watts_per_second";

    /** What no name may have: a unit that is no base unit, or a word that Prometheus keeps for itself. */
    private static final String FORBIDDEN =
            "(^|.*_)(mib|mb|kib|kb|mhz|khz|mw|mj|ns|ms|us|percent|percentage|count|sum|bucket|created|milli\\w+)(_.*|$)";

    private static List<Field> fields() {
        return FieldCatalog.all();
    }

    private static Stream<CleanMetric> metrics() {
        return FieldCatalog.all().stream().flatMap(field -> field.clean().stream());
    }

    private static Stream<CleanMetric> numbers() {
        return metrics().filter(metric -> metric.kind() != Kind.INFO);
    }

    @ParameterizedTest
    @MethodSource("fields")
    void everyFieldHasACleanMetric(Field field) {
        // XIDs are counted as nvml_xid_errors_total, whatever the counters file asks for; the process that reads is our
        // own, which its own metrics tell of.
        if (!Set.of("DCGM_EXP_XID_ERRORS_COUNT", "DCGM_EXP_XID_ERRORS_TOTAL", "DCGM_FI_PROCESS_NAME")
                .contains(field.name())) {
            assertThat(field.clean()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void everyNameIsOursAndInSnakeCase(CleanMetric metric) {
        String form = metric.kind() == Kind.INFO ? "[a-z][a-z0-9]*(_[a-z0-9]+)*" : "nvml(_[a-z0-9]+)+";
        assertThat(metric.name()).matches(form).doesNotMatch(FORBIDDEN);
        assertThat(metric.labels().keySet()).allMatch(label -> label.matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
        assertThat(metric.labels().keySet()).doesNotContain("uuid", "job", "instance", "le", "quantile");
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aCounterEndsInTotalAndNothingElseDoes(CleanMetric metric) {
        assertThat(metric.name().endsWith("_total")).isEqualTo(metric.kind() == Kind.COUNTER);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aUnitComesLast(CleanMetric metric) {
        String name = metric.name().replaceFirst("_total$", "").replaceFirst("_(" + UNIT + ")$", "");
        assertThat(name).doesNotMatch(".*_(" + UNIT + ")(_.*|$)");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void theUnitOfEveryMetricIsTheBaseUnitOfItsField(Field field) {
        String ending = ending(field);
        assertThat(field.clean())
                // Each part of a structure has a unit of its own.
                .filteredOn(metric -> metric.kind() != Kind.INFO && field.type() != Field.Type.STRUCT)
                .allSatisfy(metric -> assertThat(metric.name()).matches("nvml_\\w+?" + ending));
    }

    /** What a name ends in, by DCGM's unit of the field. */
    private static String ending(Field field) {
        if (field.name().startsWith("DCGM_FI_DEV_NVLINK_THROUGHPUT_")) {
            // DCGM's rate, of which we have the counter.
            return "_bytes_total";
        }
        return switch (field.unit()) {
            case "MiB" -> "_bytes";
            case "bytes" -> "_bytes(_total)?";
            case "bytes/s", "KB/s", "MB/s" -> "_bytes_per_second";
            // DCGM's rate, of which we have the counter.
            case "1000 KiB/s" -> "_bytes_total";
            case "MHz", "Hz" -> "_hertz";
            case "°C" -> "_celsius";
            case "W" -> "_watts";
            case "mW/s" -> "_watts_per_second";
            case "mJ", "J" -> "_joules_total";
            case "ns" -> "_seconds_total";
            case "s", "ms" -> "_seconds(_total)?";
            case "%", "ratio", "word" -> "_ratio";
            case "cycles" -> "_cycles_total";
            default -> "(?<!" + UNIT + ")(?<!(" + UNIT + ")_total)";
        };
    }

    @Test
    void metricsOfOneNameAreAlikeButForTheValuesOfTheirLabels() {
        Map<String, List<Object>> known = new HashMap<>();
        numbers().forEach(metric -> {
            List<Object> same = List.of(metric.kind(), metric.help(), labels(metric));
            assertThat(known.putIfAbsent(metric.name(), same)).as(metric.name()).isIn(null, same);
        });
    }

    /** A link's series has the label as well. */
    private static Set<String> labels(CleanMetric metric) {
        return metric.scope() == Field.Scope.LINK
                ? metric.of("nvlink", "0").labels().keySet()
                : metric.labels().keySet();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void everyHelpIsOneShortSentence(CleanMetric metric) {
        assertThat(metric.help())
                .hasSizeLessThan(LONGEST_HELP)
                .matches("[A-Z0-9][^.]*\\.")
                .doesNotContain("DCGM", "  ");
    }

    @Test
    void noMetricHasANameThatTheExporterHasForItself() {
        assertThat(numbers().map(CleanMetric::name))
                .noneMatch(name -> name.startsWith("nvml_exporter_"))
                .doesNotContain("nvml_gpu_info", "nvml_mig_info", "nvml_nvlink_info", "nvml_driver_info")
                .doesNotContain("nvml_xid_errors_total");
    }
}
