package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nvmlexporter.collect.DeviceSelection.Kind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSelectionTest {
    @Test
    void aKindAloneSelectsAllOfIt() {
        assertThat(DeviceSelection.parse("f")).isEqualTo(new DeviceSelection(Kind.FLEXIBLE, Optional.empty()));
        assertThat(DeviceSelection.parse("g")).isEqualTo(new DeviceSelection(Kind.GPUS, Optional.empty()));
        assertThat(DeviceSelection.parse("i")).isEqualTo(new DeviceSelection(Kind.INSTANCES, Optional.empty()));
    }

    @Test
    void gPlusISelectsBoth() {
        assertThat(DeviceSelection.parse("g+i")).isEqualTo(new DeviceSelection(Kind.BOTH, Optional.empty()));
    }

    @Test
    void aListHasNumbersAndRanges() {
        assertThat(DeviceSelection.parse("g:0,2-4").listed()).contains(Set.of(0, 2, 3, 4));
        assertThat(DeviceSelection.parse("g:7").includes(7)).isTrue();
        assertThat(DeviceSelection.parse("g:7").includes(0)).isFalse();
    }

    @Test
    void aListOfInstancesHasDcgmsNumbersEightToAGpu() {
        DeviceSelection selection = DeviceSelection.parse("i:1,16-17");
        assertThat(selection.includesInstance(0, 1)).isTrue();
        assertThat(selection.includesInstance(2, 0)).isTrue();
        assertThat(selection.includesInstance(2, 1)).isTrue();
        assertThat(selection.includesInstance(0, 0)).isFalse();
        assertThat(selection.includesInstance(2, 2)).isFalse();
        // 8 to a GPU: the ninth of GPU 1 is not the first of GPU 2.
        assertThat(selection.includesInstance(1, 8)).isFalse();
        assertThat(selection.includes(0)).isTrue();
        assertThat(selection.includes(1)).isFalse();
        assertThat(selection.includes(2)).isTrue();
    }

    @Test
    void withoutAListEveryInstanceIsSelectedButWhereOnlyGpusAre() {
        assertThat(DeviceSelection.parse("i").includesInstance(3, 9)).isTrue();
        assertThat(DeviceSelection.parse("f").includesInstance(3, 9)).isTrue();
        assertThat(DeviceSelection.parse("g+i").includesInstance(3, 9)).isTrue();
        assertThat(DeviceSelection.parse("g:3").includesInstance(3, 0)).isFalse();
    }

    @Test
    void aRangeFromMoreToLessIsEmptyAsInDcgmExporter() {
        assertThat(DeviceSelection.parse("g:4-2").listed()).contains(Set.of());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    f:0     | no list can be given with f, which selects all devices
                    g+i:0   | no list can be given with g+i, which selects all devices
                    i:a     | 'a' is not a number or a range such as 2-4
                    i+g     | 'i+g' is none of f, g, g:<list>, i, i:<list>, g+i
                    g:0:1   | 'g:0:1' has more than one ':'; write g:0,2-4
                    g:1-2-3 | '1-2-3' is not a number or a range such as 2-4
                    g:      | '' is not a number or a range such as 2-4
                    g:a     | 'a' is not a number or a range such as 2-4
                    g:-1    | '-1' is not a number or a range such as 2-4
                    g: 1    | ' 1' is not a number or a range such as 2-4
                    g:99999 | '99999' is not a number or a range such as 2-4
                    G       | 'G' is none of f, g, g:<list>, i, i:<list>, g+i
                    ``      | '' is none of f, g, g:<list>, i, i:<list>, g+i
                    """)
    void whatIsNoSelectionIsToldInOneLine(String text, String message) {
        assertThatThrownBy(() -> DeviceSelection.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whatANodeCannotHaveIsTold() {
        assertThat(DeviceSelection.parse("g:0,7,9").beyond(8)).containsExactly(9);
        assertThat(DeviceSelection.parse("i:0,63,64").beyond(8)).containsExactly(64);
        assertThat(DeviceSelection.parse("f").beyond(0)).isEmpty();
    }
}
