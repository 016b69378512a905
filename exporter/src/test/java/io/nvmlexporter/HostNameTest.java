package io.nvmlexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.Compatibility;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNameTest {
    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            true,  none,              n1, n1
            true,  example.com:5555,  n1, n1
            false, none,              n1, n1
            false, example.com:5555,  n1, example.com
            false, example.com,       n1, example.com
            false, localhost:5555,    n1, localhost
            false, 127.0.0.1,         n1, 127.0.0.1
            false, 127.0.0.1:5555,    n1, 127.0.0.1
            false, [::1]:5555,        n1, ::1
            false, [::1],             n1, [::1]
            false, ::1,               n1, ::1
            false, '',                n1, none
            false, :5555,             n1, none
            false, tcp://example.com:5555, n1, example.com
            false, tcp://[2001:db8::1]:5555, n1, 2001:db8::1
            false, unix:///run/nv-hostengine.sock, n1, n1
            false, vsock://3:5555,    n1, n1
            true,  vsock://3:5555,    n1, n1
            """)
    void isDecidedByTheFirstThatApplies(boolean kubernetes, String hostengine, String nodeName, String expected) {
        assertThat(HostName.of(
                        Compatibility.V4_8_2,
                        kubernetes,
                        Optional.ofNullable(hostengine),
                        Map.of("NODE_NAME", nodeName)))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", textBlock = """
            example.com:5555,       example.com
            192.0.2.1,              192.0.2.1
            127.example.com,        127.example.com
            ::2,                    ::2
            localhost:5555,         n1
            LocalHost,              n1
            127.0.0.1,              n1
            127.1.2.3:5555,         n1
            [::1]:5555,             n1
            [::1],                  n1
            ::1,                    n1
            tcp://example.com:5555, example.com
            tcp://localhost:5555,   n1
            tcp://[::1]:5555,       n1
            unix:///run/x.sock,     n1
            vsock://2:5555,         n1
            '',                     none
            """)
    void since483ALoopbackAddressIsThisNode(String hostengine, String expected) {
        Map<String, String> environment = Map.of("NODE_NAME", "n1");
        assertThat(HostName.of(Compatibility.V4_8_3, false, Optional.of(hostengine), environment))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isTheKernelsWhereNobodyNamesTheNode() throws Exception {
        String kernels = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        assertThat(HostName.of(Compatibility.V4_8_2, true, Optional.empty(), Map.of("NODE_NAME", "")))
                .contains(kernels);
        assertThat(HostName.of(Compatibility.V4_8_2, false, Optional.empty(), Map.of()))
                .contains(kernels);
    }
}
