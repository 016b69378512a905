package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    private static final List<String> KNOWN = List.of("GPU_TEMP", "GPU_TEMPO", "MEMORY_TEMP", "TMP");

    @ParameterizedTest(name = "{0} means {1}")
    @CsvSource(textBlock = """
            GPU_TEMP,    GPU_TEMP
            gpu_temp,    GPU_TEMP
            GPU_TMP,     GPU_TEMP
            GPU_TEMPP,   GPU_TEMP
            GPU_TEMPOO,  GPU_TEMPO
            EMORY_TEMPS, MEMORY_TEMP
            GPU_TEPM,    GPU_TEMP
            TPM,
            CPU_TEPM,
            POWER,
            """)
    void theNearestNameWithinAFifthOfItsLengthIsMeant(String written, String meant) {
        assertThat(Spelling.nearest(written, KNOWN).orElse(null)).isEqualTo(meant);
    }
}
