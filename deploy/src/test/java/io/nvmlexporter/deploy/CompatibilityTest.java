package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nvmlexporter.ProgramFlags;
import io.nvmlexporter.ProgramFlags.DcgmFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/compatibility.md says what the program and the chart do; {@code -Dupdate} writes it anew. */
class CompatibilityTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "compatibility.md");
    private static final Path VALUES = Path.of("..", Chart.SOURCE, "values.yaml");

    @Test
    void theDocumentIsWhatTheProgramAndTheChartDo() throws IOException {
        String now = CompatibilityDocument.text(Files.readString(VALUES));
        if (System.getProperty("update") != null) {
            Files.writeString(DOCUMENT, now);
            fail(DOCUMENT + " is written: review its diff, then run the tests without -Dupdate");
        }
        assertThat(Files.readString(DOCUMENT))
                .as("%s is not what is true now: run with -Dupdate and review the diff", DOCUMENT)
                .isEqualTo(now);
    }

    @Test
    void everythingInTheListsSaysWhatItDoesHereAndSinceWhen() throws IOException {
        List<DcgmFlag> flags = ProgramFlags.dcgmExporters();
        assertThat(flags).hasSizeGreaterThan(45).allSatisfy(flag -> {
            assertThat(flag.meaning()).as(flag.names()).isNotBlank();
            assertThat(flag.variable()).as(flag.names()).isNotBlank();
            assertThat(flag.since()).as(flag.names()).matches("4\\.8\\.[234]|after 4\\.8\\.3");
        });
        String document = Files.readString(DOCUMENT);
        assertThat(flags).allSatisfy(flag -> assertThat(document).contains("| " + flag.names() + " |"));
        assertThat(DcgmValuesTest.KEYS).allSatisfy(key -> assertThat(document).contains("| `" + key + "` | 4.8.2 |"));
        assertThat(DcgmValuesTest.KEYS_OF_4_8_3)
                .allSatisfy(key -> assertThat(document).contains("| `" + key + "` | 4.8.3 |"));
    }
}
