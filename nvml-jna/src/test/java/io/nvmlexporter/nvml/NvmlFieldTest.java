package io.nvmlexporter.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the numbers of {@link NvmlField} to fields.tsv. */
class NvmlFieldTest {
    private static final int NEWEST = 610;

    /** Those that nvml.h itself calls the same as another. */
    private static final EnumSet<NvmlField> SECOND_NAMES = EnumSet.of(
            NvmlField.NVML_FI_DEV_CLOCKS_EVENT_REASON_SW_POWER_CAP,
            NvmlField.NVML_FI_DEV_CLOCKS_EVENT_REASON_SYNC_BOOST);

    private static final Map<String, Map<String, String>> ROWS =
            Table.rows("fields.tsv").stream().collect(Collectors.toMap(row -> row.get("name"), row -> row));

    @ParameterizedTest
    @ValueSource(ints = {550, 555, 560, 570, 575, 580, 590, 595, NEWEST})
    void aFieldHasTheNumberOfTheHeaderOfThatBranch(int branch) {
        for (NvmlField field : NvmlField.values()) {
            String number = ROWS.get(field.name()).get(String.valueOf(branch));
            if (!number.isEmpty()) {
                assertThat(field.id(branch))
                        .as("%s in branch %d", field, branch)
                        .hasValue(Integer.parseInt(number));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {470, 535, 550, 555, 560, 570, 575, 580, 590, 595, NEWEST})
    void noBranchGivesOneNumberToTwoFields(int branch) {
        Set<Integer> numbers = new HashSet<>();
        for (NvmlField field : EnumSet.complementOf(SECOND_NAMES)) {
            OptionalInt number = field.id(branch);
            if (number.isPresent()) {
                assertThat(numbers.add(number.getAsInt()))
                        .as("%s is the only %d of branch %d", field, number.getAsInt(), branch)
                        .isTrue();
            }
        }
    }

    @Test
    void everyNameOfTheNewestHeaderIsAField() {
        assertThat(NvmlField.values()).extracting(NvmlField::name).containsExactlyInAnyOrderElementsOf(ROWS.keySet());
    }

    @Test
    void aFieldThatMovedHasNoNumberBeforeItsFirstHeader() {
        assertThat(NvmlField.NVML_FI_DEV_CLOCKS_EVENT_REASON_SW_THERM_SLOWDOWN.id(570))
                .isEmpty();
    }
}
