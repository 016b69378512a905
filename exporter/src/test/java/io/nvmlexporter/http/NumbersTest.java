package io.nvmlexporter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are Go's. */
class NumbersTest {
    @ParameterizedTest(name = "{0} is {1} or {2}")
    @CsvSource(textBlock = """
            0,                  0.000000,                                       0
            -0.0,               -0.000000,                                      -0
            1,                  1.000000,                                       1
            -1.5,               -1.500000,                                      -1.5
            0.5,                0.500000,                                       0.5
            65.012,             65.012000,                                      65.012
            0.1,                0.100000,                                       0.1
            0.0000005,          0.000000,                                       5e-07
            -0.0000001,         -0.000000,                                      -1e-07
            0.00000762939453125, 0.000008,                                      7.62939453125e-06
            0.5000005,          0.500000,                                       0.5000005
            0.0001,             0.000100,                                       0.0001
            0.00001,            0.000010,                                       1e-05
            999999,             999999.000000,                                  999999
            1000000,            1000000.000000,                                 1e+06
            1234567,            1234567.000000,                                 1.234567e+06
            123456.5,           123456.500000,                                  123456.5
            12345678901,        12345678901.000000,                             1.2345678901e+10
            608863452348.1149,  608863452348.114868,                            6.088634523481149e+11
            1e21,               1000000000000000000000.000000,                  1e+21
            1e22,               10000000000000000000000.000000,                 1e+22
            2e-3,               0.002000,                                       0.002
            2.2250738585072014e-308, 0.000000,                                  2.2250738585072014e-308
            4.9e-324,           0.000000,                                       5e-324
            1.1113793747425387e-162, 0.000000,                                  1.1113793747425387e-162
            """)
    void aDoubleIsWrittenAsGoWritesIt(double number, String sixDecimals, String shortest) {
        assertThat(Numbers.sixDecimals(number)).isEqualTo(sixDecimals);
        assertThat(Numbers.shortest(number)).isEqualTo(shortest);
    }

    @Test
    void aTieIsRoundedToTheEvenDigit() {
        // Multiples of 2^-7 have exact ties in the seventh decimal.
        assertThat(Numbers.sixDecimals(1.0078125)).isEqualTo("1.007812");
        assertThat(Numbers.sixDecimals(1.0234375)).isEqualTo("1.023438");
    }

    @Test
    void theShortestTextReadsBackAsTheSameNumber() {
        Random random = new Random(5);
        for (int run = 0; run < 20_000; run++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertThat(Double.parseDouble(Numbers.shortest(number))).isEqualTo(number);
            }
        }
    }
}
