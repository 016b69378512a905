package io.nvmlexporter.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nvmlexporter.field.PlantingDriver.Place;
import io.nvmlexporter.field.Readings.Batch;
import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.Driver.GpmMetric;
import io.nvmlexporter.nvml.FieldId;
import io.nvmlexporter.nvml.FieldValue;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlField;
import io.nvmlexporter.nvml.NvmlReturn;
import io.nvmlexporter.nvml.OutOfRangeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No row of the catalogue, on no link and by no name, serves a number that cannot be true. */
class RangeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long ONES_OF_32_BITS = 0xFFFF_FFFFL;
    private static final Node NODE =
            new Node("590.1", "13.590.1", 2, OptionalLong.of(13010), Told.nothing(), Told.nothing());
    /**
     * Masks, of which every number may be; what is told by a word, also that it is unknown; and what has ones for that.
     */
    private static final Set<Call> OF_EVERY_NUMBER = Set.of(
            Call.CPU_AFFINITY, Call.MEMORY_AFFINITY, Call.BRAND, Call.NVLINK_REMOTE_DEVICE_TYPE, Call.PLATFORM_INFO);

    private final PlantingDriver driver = new PlantingDriver();
    private final Device gpu = Nvml.over(driver).gpu(0);

    /** A read of the catalogue by one of its names. */
    record Row(String name, Read read) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Row> rows() {
        return FieldCatalog.all().stream()
                .flatMap(field -> Stream.concat(
                        links(field.scope())
                                .mapToObj(link -> new Row(
                                        field.name() + " " + link, field.reads().apply(link))),
                        field.clean().stream()
                                .flatMap(metric -> links(metric.scope())
                                        .mapToObj(link -> new Row(
                                                metric + " " + link,
                                                metric.reads().apply(link))))));
    }

    private static IntStream links(Field.Scope scope) {
        return scope == Field.Scope.LINK ? IntStream.of(0, 17) : IntStream.of(0);
    }

    private static Stream<Row> numbered() {
        return rows().filter(row -> !row.read().numbered().isEmpty());
    }

    private static Stream<Row> gpm() {
        return rows().filter(row -> !row.read().gpmMetrics().isEmpty());
    }

    private static Stream<Row> asked() {
        return rows().filter(row ->
                row.read().numbered().isEmpty() && row.read().gpmMetrics().isEmpty());
    }

    @Test
    void theCatalogueIsWalkedAsAWhole() {
        assertThat(numbered().count()).isGreaterThan(300);
        assertThat(gpm().count()).isGreaterThan(150);
        assertThat(asked().count()).isGreaterThan(200);
    }

    @ParameterizedTest
    @MethodSource("numbered")
    void noNumberedValueIsServedOutOfItsRange(Row row) {
        for (FieldId id : row.read().numbered()) {
            for (FieldValue planted : planted(row.read().range())) {
                assertNothingFalse(row, planted, numbered(row, Map.of()), numbered(row, Map.of(id, planted)));
            }
        }
    }

    private static List<FieldValue> planted(Range range) {
        return List.of(
                FieldValue.of(FieldValue.Type.U32, ONES_OF_32_BITS),
                FieldValue.of(FieldValue.Type.U16, 0xFFFF),
                FieldValue.of(FieldValue.Type.U64, -1),
                FieldValue.of(FieldValue.Type.ULONG, -1),
                FieldValue.of(FieldValue.Type.I64, -1),
                FieldValue.of(FieldValue.Type.I32, -1),
                FieldValue.of(FieldValue.Type.I64, Long.MIN_VALUE),
                FieldValue.of(FieldValue.Type.U64, Long.MAX_VALUE),
                FieldValue.of(FieldValue.Type.I64, range.least() - 1),
                FieldValue.of(FieldValue.Type.U64, range.most() + 1),
                real(Double.NaN),
                real(Double.POSITIVE_INFINITY),
                real(Double.NEGATIVE_INFINITY),
                real(range.least() - 0.5),
                real(Long.MAX_VALUE),
                real(Math.nextUp((double) (range.most() + 1))));
    }

    private static FieldValue real(double number) {
        return FieldValue.of(FieldValue.Type.F64, Double.doubleToRawLongBits(number));
    }

    @ParameterizedTest
    @MethodSource("gpm")
    void noMetricIsServedOutOfItsRange(Row row) {
        Range range = row.read().range();
        for (double planted : List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                -0.001,
                1.8446744073709552E19,
                0x1p63,
                Math.nextUp((double) range.most()),
                range.most() + 1e15)) {
            assertNothingFalse(row, planted, gpm(row, 1), gpm(row, planted));
        }
    }

    @ParameterizedTest
    @MethodSource("asked")
    void noAnswerIsServedOutOfItsRange(Row row) {
        driver.plant(null, 0);
        driver.asked();
        Optional<Value> sound = read(row, new Batch(0, Map.of(), Map.of()), new History(Duration.ofMinutes(1)));
        for (Place place : driver.asked()) {
            for (long planted : List.of(ONES_OF_32_BITS, -1L, Long.MIN_VALUE, Long.MAX_VALUE)) {
                if (!canBe(row, place, planted)) {
                    driver.plant(place, planted);
                    assertNothingFalse(
                            row,
                            place + " " + planted,
                            sound,
                            read(row, new Batch(0, Map.of(), Map.of()), new History(Duration.ofMinutes(1))));
                }
            }
        }
    }

    /** Whether the number may be true there. */
    private static boolean canBe(Row row, Place place, long number) {
        Range range = row.read().range();
        boolean bytes = Set.of(Call.MEMORY_INFO_V2, Call.BAR1_MEMORY_INFO).contains(place.call());
        return OF_EVERY_NUMBER.contains(place.call())
                || (number >= range.least() && number <= range.most())
                || (bytes && number == ONES_OF_32_BITS);
    }

    /** What is planted is either refused as what cannot be true, or is nothing that the read looks at. */
    private static void assertNothingFalse(Row row, Object planted, Optional<Value> sound, Optional<Value> found) {
        if (found.isPresent() && sound.orElseThrow() instanceof Value.Samples all) {
            // A part of the GPU of which nothing is known is left out.
            assertThat(((Value.Samples) found.get()).samples())
                    .as("%s with %s", row, planted)
                    .isSubsetOf(all.samples());
        } else if (found.isPresent()) {
            assertThat(found).as("%s with %s", row, planted).isEqualTo(sound);
        }
    }

    private Optional<Value> numbered(Row row, Map<FieldId, FieldValue> planted) {
        History history = new History(Duration.ofMinutes(1));
        Map<FieldId, FieldValue> before = new HashMap<>();
        row.read().numbered().forEach(id -> before.put(id, FieldValue.of(FieldValue.Type.U64, 0)));
        history.keep(new Batch(0, before, Map.of()));
        Map<FieldId, FieldValue> now = new HashMap<>(before);
        now.putAll(planted);
        return read(row, new Batch(SECOND, now, Map.of()), history);
    }

    private Optional<Value> gpm(Row row, double planted) {
        Map<Integer, GpmMetric> metrics = new HashMap<>();
        row.read().gpmMetrics().forEach(id -> metrics.put(id, new GpmMetric(NvmlReturn.SUCCESS, planted)));
        return read(row, new Batch(0, Map.of(), metrics), new History(Duration.ofMinutes(1)));
    }

    /** Empty where it is out of range; no other refusal may stand for that. */
    private Optional<Value> read(Row row, Batch batch, History history) {
        try {
            return Optional.of(row.read()
                    .value()
                    .apply(new Readings(NODE, List.of(gpu), batch, history, ReadOf.XIDS, peer -> true)));
        } catch (OutOfRangeException e) {
            assertThat(e.reason()).isEqualTo("out_of_range");
            return Optional.empty();
        } catch (NvmlException e) {
            return Optional.of(new Value.Text(e.code().name()));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "44.5, 0.445", "100, 1", "100.2, 1", "101, 1"})
    void aRoundingOfUpToOnePercentIsAllThereIs(double percent, double ratio) {
        Row row = row("DCGM_FI_PROF_SM_ACTIVE");
        assertThat(gpm(row, percent)).contains(new Value.Real(ratio));
        assertThat(gpm(row("DCGM_FI_PROF_HOSTMEM_CACHE_HIT"), percent))
                .contains(new Value.Int((long) Math.min(100, percent)));
    }

    @ParameterizedTest
    @ValueSource(longs = {2147483632, 4294967295L, 140737488355328L, 9223372036854775792L, Long.MAX_VALUE - 1})
    void aGreatCountIsATrueOneAlsoWhereItIsDcgmsBlank(long millijoules) {
        Row row = row("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION");
        FieldId energy = new FieldId(NvmlField.NVML_FI_DEV_TOTAL_ENERGY_CONSUMPTION, 0);
        assertThat(numbered(row, Map.of(energy, FieldValue.of(FieldValue.Type.U64, millijoules))))
                .contains(new Value.Int(millijoules));
    }

    @Test
    void linksOfOnesAreNeitherBusyNorUp() {
        FieldId sent = new FieldId(NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX, 0);
        FieldId state = new FieldId(NvmlField.NVML_FI_DEV_NVLINK_GET_STATE, 0);
        for (FieldValue ones :
                List.of(FieldValue.of(FieldValue.Type.U64, -1), FieldValue.of(FieldValue.Type.U32, ONES_OF_32_BITS))) {
            assertThat(numbered(row("DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L0"), Map.of(sent, ones)))
                    .isEmpty();
            assertThat(numbered(row("DCGM_FI_DEV_NVLINK_GET_STATE"), Map.of(state, ones)))
                    .isEmpty();
        }
    }

    @Test
    void aCounterOfOnesBeforeCostsOnlyTheRateThatBeginsWithIt() {
        FieldId sent = new FieldId(NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX, 0);
        Row row = row("DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_L0");
        History history = new History(Duration.ofMinutes(1));
        history.keep(new Batch(0, Map.of(sent, FieldValue.of(FieldValue.Type.U64, -1)), Map.of()));
        Batch next = new Batch(SECOND, Map.of(sent, FieldValue.of(FieldValue.Type.U64, 5_000_000)), Map.of());
        assertThat(read(row, next, history)).contains(new Value.Text("NOT_READY"));
        history.keep(next);
        Batch last = new Batch(2 * SECOND, Map.of(sent, FieldValue.of(FieldValue.Type.U64, 7_000_000)), Map.of());
        assertThat(read(row, last, history)).contains(new Value.Int(2000));
    }

    @Test
    void everyUnitHasItsRange() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Range.of("furlongs"))
                .withMessageContaining("furlongs");
    }

    private static Row row(String name) {
        return new Row(name, FieldCatalog.find(name).orElseThrow().read());
    }
}
