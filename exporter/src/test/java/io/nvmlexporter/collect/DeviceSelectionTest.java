package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nvmlexporter.collect.DeviceSelection.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSelectionTest {
    @Test
    void aKindAloneSelectsAllOfIt() {
        assertThat(DeviceSelection.parse("f"))
                .isEqualTo(new DeviceSelection(Kind.FLEXIBLE, Optional.empty(), Optional.empty()));
        assertThat(DeviceSelection.parse("g"))
                .isEqualTo(new DeviceSelection(Kind.GPUS, Optional.empty(), Optional.empty()));
        assertThat(DeviceSelection.parse("i"))
                .isEqualTo(new DeviceSelection(Kind.INSTANCES, Optional.empty(), Optional.empty()));
    }

    @Test
    void gPlusISelectsBoth() {
        assertThat(DeviceSelection.parse("g+i"))
                .isEqualTo(new DeviceSelection(Kind.BOTH, Optional.empty(), Optional.empty()));
    }

    @Test
    void gPlusIMayListEach() {
        DeviceSelection selection = DeviceSelection.parse("g:0,2+i:8-9");
        assertThat(List.of(
                        selection.includesBoard(0, false),
                        selection.includesBoard(2, true),
                        selection.includesInstance(1, 0),
                        selection.includesInstance(1, 1)))
                .doesNotContain(false);
        assertThat(List.of(
                        selection.includesBoard(1, true),
                        selection.includesInstance(0, 0),
                        selection.includesInstance(1, 2),
                        selection.includes(3)))
                .doesNotContain(true);
        assertThat(List.of(selection.includes(0), selection.includes(1), selection.includes(2)))
                .doesNotContain(false);
        assertThat(List.of(selection.includesLinks(0), selection.includesLinks(2)))
                .doesNotContain(false);
        assertThat(selection.includesLinks(1)).isFalse();
        assertThat(DeviceSelection.parse("g:0+i").includesInstance(5, 1)).isTrue();
        assertThat(DeviceSelection.parse("g:0+i").includesBoard(5, false)).isFalse();
        assertThat(DeviceSelection.parse("g+i:0").includesBoard(5, true)).isTrue();
        assertThat(DeviceSelection.parse("g+i:0").includesInstance(5, 1)).isFalse();
    }

    @Test
    void aListHasNumbersAndRanges() {
        DeviceSelection listed = DeviceSelection.parse("g:0,2-4");
        assertThat(IntStream.range(0, 9).filter(gpu -> listed.includesBoard(gpu, false)))
                .containsExactly(0, 2, 3, 4);
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
        assertThat(IntStream.range(0, 9)
                        .filter(gpu -> DeviceSelection.parse("g:4-2").includes(gpu)))
                .isEmpty();
        assertThat(DeviceSelection.parse("g:4-2").beyond(1)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    f:0     | no list can be given with f, which selects all devices
                    f+i     | 'f+i' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>
                    g+i+i   | 'g+i+i' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>
                    g:+i    | '' is not a number or a range such as 2-4
                    g+i:x   | 'x' is not a number or a range such as 2-4
                    g+i:0:1 | 'i:0:1' has more than one ':'; write i:0,2-4
                    i:a     | 'a' is not a number or a range such as 2-4
                    i+g     | 'i+g' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>
                    g:0:1   | 'g:0:1' has more than one ':'; write g:0,2-4
                    g:1-2-3 | '1-2-3' is not a number or a range such as 2-4
                    g:      | '' is not a number or a range such as 2-4
                    g:a     | 'a' is not a number or a range such as 2-4
                    g:-1    | '-1' is not a number or a range such as 2-4
                    g: 1    | ' 1' is not a number or a range such as 2-4
                    g:99999999999999999999 | '99999999999999999999' is not a number or a range such as 2-4
                    G       | 'G' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>
                    ``      | '' is none of f, g, g:<list>, i, i:<list>, g+i, g:<list>+i:<list>
                    """)
    void whatIsNoSelectionIsToldInOneLine(String text, String message) {
        assertThatThrownBy(() -> DeviceSelection.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void whatANodeCannotHaveIsTold() {
        assertThat(DeviceSelection.parse("g:0,7,9").beyond(8)).containsExactly("9");
        assertThat(DeviceSelection.parse("i:0,63,64").beyond(8)).containsExactly("64");
        assertThat(DeviceSelection.parse("g:6-9999999999+i:70").beyond(8)).containsExactly("8-9999999999", "70");
        assertThat(DeviceSelection.parse("f").beyond(0)).isEmpty();
    }
}
