package io.nvmlexporter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            :9400,           '',        9400
            127.0.0.1:9400,  127.0.0.1, 9400
            localhost:0,     localhost, 0
            [::1]:9400,      ::1,       9400
            [::]:65535,      ::,        65535
            """)
    void anAddressIsAHostAndAPort(String text, String host, int port) throws ListenException {
        assertThat(ListenAddress.parse(text)).isEqualTo(new ListenAddress(host, port));
    }

    @Test
    void withoutAHostItIsEveryAddressOfTheNode() throws ListenException {
        assertThat(ListenAddress.parse(":9400").resolve().getAddress().isAnyLocalAddress())
                .isTrue();
        assertThat(ListenAddress.parse("[::1]:9400").resolve().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "9400",
                ":",
                ":x",
                ":-1",
                ":65536",
                ":99999",
                "::1:9400",
                "host",
                "[::1:9400",
                "vsock://:9400"
            })
    void anythingElseIsRefusedWithExamples(String text) {
        assertThatThrownBy(() -> ListenAddress.parse(text))
                .isInstanceOf(ListenException.class)
                .hasMessage("cannot listen on '" + text
                        + "': write an address and a port, such as :9400, 127.0.0.1:9400 or [::1]:9400");
    }
}
