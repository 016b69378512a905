package io.nvmlexporter.field;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.field.DcgmField.Source;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the catalogue to DCGM's table in both directions: no field of NVML is missing, and none is made up. */
class CatalogCompletenessTest {
    private static final Set<Source> OF_NVML = Set.of(Source.NVML, Source.STRUCT, Source.EXPORTER, Source.OWN);

    private static final String VGPUS = "vGPUs on a hypervisor's host, for which dcgm-exporter has no series either";
    private static final String PARTS = "what is of use in it has fields of its own: 64, 70-73 and 86-89";
    private static final String IN_MIG_INFO = "what is of use in it are labels of the MIG instances";

    /** Structures of DCGM that have no clean metrics, and why. */
    private static final Map<Integer, String> LEFT_OUT = Map.ofEntries(
            entry(60, PARTS),
            entry(61, PARTS),
            entry(62, PARTS),
            entry(75, IN_MIG_INFO),
            entry(76, IN_MIG_INFO),
            entry(77, IN_MIG_INFO),
            entry(130, "the clocks there could be: a list, and no reading"),
            entry(165, "masks of power profiles, which are settings of the user's"),
            entry(166, "masks of power profiles, which are settings of the user's"),
            entry(167, "masks of power profiles, which are settings of the user's"),
            entry(205, "accounting of processes that have ended"),
            entry(501, VGPUS),
            entry(502, VGPUS),
            entry(503, VGPUS),
            entry(504, VGPUS),
            entry(505, VGPUS),
            entry(508, "a list of capture sessions; 507 has how many there are, and how they do"),
            entry(509, VGPUS),
            entry(510, VGPUS),
            entry(511, VGPUS),
            entry(512, VGPUS),
            entry(513, VGPUS));

    @Test
    void everyFieldThatNvmlHasIsInTheCatalogueOrIsLeftOutForAReason() {
        Map<Integer, String> missing = new TreeMap<>();
        for (DcgmField field : DcgmField.all().toList()) {
            if (OF_NVML.contains(field.source())
                    && FieldCatalog.find(field.name()).isEmpty()) {
                missing.put(field.id(), field.name());
            }
        }
        assertThat(missing.keySet()).isEqualTo(new TreeSet<>(LEFT_OUT.keySet()));
    }

    @Test
    void everyRowIsAFieldThatNvmlHas() {
        for (Field field : FieldCatalog.all()) {
            assertThat(DcgmField.find(field.name()).orElseThrow().source())
                    .as(field.name())
                    .isIn(OF_NVML);
        }
    }

    @Test
    void theTableOfTypesHasEveryFieldThatNvmlHas() {
        Set<String> typed = new TreeSet<>();
        Table.rows("dcgm-field-types.tsv")
                .forEach(row -> typed.addAll(List.of(row.get(1).split(","))));
        assertThat(DcgmField.all()
                        .filter(field -> OF_NVML.contains(field.source()))
                        .flatMap(field -> field.spellings().stream()))
                .hasSizeGreaterThan(700)
                .isSubsetOf(typed);
    }

    @Test
    void onlyStructuresAreLeftOutAndTheySayWhy() {
        LEFT_OUT.forEach((id, reason) -> assertThat(DcgmField.all().filter(field -> field.id() == id))
                .as("%d: %s", id, reason)
                .singleElement()
                .satisfies(field -> {
                    assertThat(field.source()).isEqualTo(Source.STRUCT);
                    assertThat(field.whyUnserved()).contains("structure");
                    assertThat(field.reason()).isEqualTo("no_single_value");
                }));
    }

    @Test
    void everyStructureHasCleanMetricsSinceItHasNothingElse() {
        assertThat(FieldCatalog.all())
                .filteredOn(field -> field.type() == Field.Type.STRUCT)
                .extracting(Field::id)
                .containsExactly(220, 221, 506, 507);
        assertThat(FieldCatalog.all())
                .filteredOn(field -> field.type() == Field.Type.STRUCT)
                .allSatisfy(field -> assertThat(field.clean()).as(field.name()).isNotEmpty());
    }
}
