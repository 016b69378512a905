package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the program ends, in a process of its own. */
class ExitTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --kubernets                  | unknown flag --kubernets; did you mean --kubernetes?
            serve x                      | unexpected argument x; --help lists what there is
            @DIR/flags.txt               | unexpected argument @DIR/flags.txt; --help lists what there is
            --demo=t5                    | no demo is called 't5'; there are h100, h100-mig, h200-mig, b200, gb200, a100, l40s, t4, geforce
            --demo -f DIR/bad.csv        | DIR/bad.csv:2: unknown field 'DCGM_FI_DEV_GPU_TEMPP'; did you mean DCGM_FI_DEV_GPU_TEMP?
            --demo -f DIR/none.csv       | cannot read the counters file DIR/none.csv: there is no such file
            --replay DIR/none.txt        | cannot read the capture DIR/none.txt: there is no such file
            --replay DIR                 | cannot read the capture DIR: Is a directory
            --replay DIR/binary          | cannot read the capture DIR/binary: it is not UTF-8 text
            --replay /dev/zero           | /dev/zero: larger than 2 MiB; is it a capture?
            --replay DIR/bad.txt         | DIR/bad.txt:3: expected 'call = answer' or 'call ~ answer', found 'nonsense'
            --demo -a 127.0.0.1:PORT     | cannot listen on 127.0.0.1:PORT: another program listens there already; stop it or choose another port
            --demo -a :99999             | cannot listen on ':99999': write an address and a port, such as :9400, 127.0.0.1:9400 or [::1]:9400
            --web-config-file=web.yml    | --web-config-file=web.yml: this version has neither TLS nor passwords *
            --demo --config-file DIR/none.yaml | cannot read the config file DIR/none.yaml: there is no such file
            --demo --config-file DIR/bad.yaml | DIR/bad.yaml:3: the key 'metrics' is there a second time; line 2 has it already, delete one of them
            --demo --config-file DIR/ecc.yaml | DIR/ecc.yaml:2: the collection 'ecc' names none of the metrics that are served: [*_NONE]; *
            record                       | record: Missing required parameter: 'FILE'; nvml-exporter record --help tells more
            record @DIR/flags.txt --x    | record: Unknown option: '--x'; nvml-exporter record --help tells more
            record --nvml-library DIR/none.so DIR/out.txt | nothing to record: no NVIDIA driver answers: nvmlInit_v2: LIBRARY_NOT_FOUND: *
            """)
    void whatIsWrongIsOneLineAndStatusOne(String arguments, String message) throws Exception {
        Files.writeString(folder.resolve("flags.txt"), "--version");
        Files.writeString(folder.resolve("bad.csv"), "# mine\nDCGM_FI_DEV_GPU_TEMPP, gauge, help\n");
        Files.writeString(folder.resolve("bad.txt"), "# nvml-exporter capture 1\n[system]\nnonsense\n");
        Files.writeString(folder.resolve("bad.yaml"), "version: 2\nmetrics: {file: x}\nmetrics: {file: y}\n");
        Files.writeString(
                folder.resolve("ecc.yaml"),
                "version: 2\ncollections: [{name: ecc, every: 1m, metrics: {include: ['*_NONE']}}]\n");
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0});
        try (ServerSocket taken = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                Program program = Program.start(filledIn(arguments, taken).split(" "))) {
            assertThat(program.awaitExit()).isEqualTo(1);
            assertThat(program.out()).isEmpty();
            String expected = "nvml-exporter: " + filledIn(message, taken);
            assertThat(program.log()).singleElement().satisfies(line -> {
                if (expected.endsWith("*")) {
                    assertThat(line).startsWith(expected.substring(0, expected.length() - 1));
                } else {
                    assertThat(line).isEqualTo(expected);
                }
            });
        }
    }

    @Test
    void aWrongVariableToo() throws Exception {
        try (Program program = Program.start(Map.of("DCGM_EXPORTER_INTERVAL", "10s"), List.of("--demo"))) {
            assertThat(program.awaitExit()).isEqualTo(1);
            assertThat(program.log())
                    .containsExactly(
                            "nvml-exporter: DCGM_EXPORTER_INTERVAL=10s: write a whole number, at most 9223372036854775807");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v", "-version", "--version", "serve --version"})
    void theVersionIsOneLineOnStdout(String arguments) throws Exception {
        try (Program program = Program.start(arguments.split(" "))) {
            assertThat(program.awaitExit()).isZero();
            assertThat(program.out()).matches("nvml-exporter \\d+\\.\\d+\\.\\d+\\S* \\(commit \\S+\\)\\R");
            assertThat(program.log()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "-help", "--help", "help", "serve -h"})
    void helpGoesToStdout(String arguments) throws Exception {
        try (Program program = Program.start(arguments.split(" "))) {
            assertThat(program.awaitExit()).isZero();
            assertThat(program.out()).startsWith("Usage: nvml-exporter [serve] [FLAG...]");
            assertThat(program.log()).isEmpty();
        }
    }

    @Test
    void recordHasHelpOfItsOwn() throws Exception {
        try (Program program = Program.start("record", "--help")) {
            assertThat(program.awaitExit()).isZero();
            assertThat(program.out()).startsWith("Usage: nvml-exporter record ").contains("--with-identifiers");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--demo", "--nvml-library=/none.so"})
    void whoTellsItToStopGetsStatusZeroAndThePort(String argument) throws Exception {
        try (Program program = Program.start(argument, "-a", "127.0.0.1:0")) {
            int port = program.url().getPort();
            assertThat(program.page()).contains("nvml_exporter_build_info");

            program.terminate();

            assertThat(program.awaitExit()).isZero();
            assertThat(program.log()).last().asString().endsWith(" level=INFO msg=\"Stopped\"");
            assertFree(port);
        }
    }

    @Test
    void everyLineOfTheLogIsOfTheFormatAskedFor() throws Exception {
        try (Program program =
                Program.start("--demo=t4", "-a", "127.0.0.1:0", "--log-format=json", "--enable-pprof", "--debug")) {
            program.page();
            program.terminate();
            program.awaitExit();
            assertThat(program.log())
                    .hasSizeGreaterThan(5)
                    .allMatch(line -> line.matches("\\{\"time\":\"[^\"]+\",\"level\":\"[A-Z]+\",\"msg\":\".*\"}"));
            assertThat(program.log())
                    .filteredOn(line -> line.contains("is accepted"))
                    .singleElement()
                    .asString()
                    .contains("--enable-pprof is accepted: ");
        }
    }

    private String filledIn(String text, ServerSocket taken) {
        return text.replace("DIR", folder.toString()).replace("PORT", Integer.toString(taken.getLocalPort()));
    }

    private static void assertFree(int port) throws IOException {
        try (ServerSocket again = new ServerSocket()) {
            again.setReuseAddress(true);
            again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThat(again.isBound()).isTrue();
        }
    }
}
