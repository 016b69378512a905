package io.nvmlexporter.http;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Writes doubles as Go does, which dcgm-exporter is written in; the same on every JDK. Finite numbers only. */
final class Numbers {
    /** With so many significant digits every double reads back as itself. */
    private static final int ENOUGH_DIGITS = 17;

    private Numbers() {}

    /** As Go's {@code %f}: six decimals, rounded from the exact binary value, half to even. */
    static String sixDecimals(double number) {
        BigDecimal rounded = new BigDecimal(number).setScale(6, RoundingMode.HALF_EVEN);
        boolean negativeZero = rounded.signum() == 0 && Double.doubleToRawLongBits(number) < 0;
        return negativeZero ? "-" + rounded.toPlainString() : rounded.toPlainString();
    }

    /**
     * As Go's {@code strconv.FormatFloat(number, 'g', -1, 64)}, which Prometheus' libraries use: the fewest digits that
     * read back as the same double, with an exponent below 0.0001 and from a million on ({@code 1.234567e+06}).
     */
    static String shortest(double number) {
        if (number == 0) {
            return Double.doubleToRawLongBits(number) < 0 ? "-0" : "0";
        }
        BigDecimal digits = fewestDigits(number).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent < -4 || exponent >= 6) {
            return scientific(digits, exponent);
        }
        return digits.toPlainString();
    }

    private static BigDecimal fewestDigits(double number) {
        BigDecimal exact = new BigDecimal(number);
        for (int digits = 1; digits < ENOUGH_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                return rounded;
            }
        }
        return exact.round(new MathContext(ENOUGH_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static String scientific(BigDecimal digits, int exponent) {
        String mantissa = digits.movePointLeft(exponent).toPlainString();
        return mantissa + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
