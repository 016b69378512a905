package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases are those of the documentation of Go's path.Match. */
class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*, anything, true",
        "*, '', true",
        "*, a/b, false",
        "DCGM_FI_DEV_*_TEMP, DCGM_FI_DEV_GPU_TEMP, true",
        "DCGM_FI_DEV_*_TEMP, DCGM_FI_DEV_GPU_TEMP_X, false",
        "DCGM_FI_DEV_GPU_TEMP, DCGM_FI_DEV_GPU_TEMP, true",
        "DCGM_FI_DEV_GPU_TEMP, XDCGM_FI_DEV_GPU_TEMP, false",
        "L?, L1, true",
        "L?, L12, false",
        "L[0-3], L2, true",
        "L[0-3], L4, false",
        "L[^0-3], L4, true",
        "L[^0-3], L2, false",
        "L[13x-z], Ly, true",
        "L[13x-z], L2, false",
        "a.c, abc, false",
        "a(b|c), ab, false",
        "a\\*c, a*c, true",
        "a\\*c, abc, false",
        "[\\]], ], true",
        "[\\-a], -, true",
        "dcgm*, DCGM, false"
    })
    void itMatchesTheWholeNameAsGoDoes(String pattern, String name, boolean matches) {
        assertThat(Glob.of(pattern).matches(name)).isEqualTo(matches);
        assertThat(Glob.of(pattern)).hasToString(pattern);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a", "[]", "[^]", "[a-", "[a-]", "[-a]", "[z-a]", "a\\", "[\\", "[\\a"})
    void whatGoTakesForNoPatternIsNone(String pattern) {
        assertThatThrownBy(() -> Glob.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(10)
    void noPatternTakesLong() {
        assertThat(Glob.of("a*".repeat(200) + "b").matches("a".repeat(400))).isFalse();
    }
}
