package io.nvmlexporter.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Numbers of devices, as {@code -d} lists them. Kept as the ranges that were written, since those may be as long as one
 * likes: what a node does not have is told, and is no error.
 */
public record DeviceNumbers(List<Range> ranges) {
    /** Both ends belong to it; one from more to less is empty, as in dcgm-exporter. */
    public record Range(long first, long last) {
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    /**
     * @param list such as {@code 0,2-4}
     * @throws IllegalArgumentException with one line that says what is wrong with it
     */
    static DeviceNumbers parse(String list) {
        List<Range> ranges = new ArrayList<>();
        for (String item : list.split(",", -1)) {
            String[] ends = item.split("-", -1);
            if (ends.length > 2) {
                throw new IllegalArgumentException(wrong(item));
            }
            ranges.add(new Range(number(ends[0], item), number(ends[ends.length - 1], item)));
        }
        return new DeviceNumbers(List.copyOf(ranges));
    }

    private static long number(String digits, String item) {
        try {
            // More digits than a long has are no number in dcgm-exporter either.
            return digits.matches("[0-9]+") ? Long.parseLong(digits) : refuse(item);
        } catch (NumberFormatException e) {
            return refuse(item);
        }
    }

    private static long refuse(String item) {
        throw new IllegalArgumentException(wrong(item));
    }

    private static String wrong(String item) {
        return "'" + item + "' is not a number or a range such as 2-4";
    }

    boolean contains(long number) {
        return ranges.stream().anyMatch(range -> range.first() <= number && number <= range.last());
    }

    /** Whether one of so many, from the first on, is listed. */
    boolean containsAnyOf(long first, int count) {
        return LongStream.range(first, first + count).anyMatch(this::contains);
    }

    /** What is listed from that number on. */
    List<Range> from(long bound) {
        return ranges.stream()
                .filter(range -> range.last() >= bound && range.first() <= range.last())
                .map(range -> new Range(Math.max(range.first(), bound), range.last()))
                .toList();
    }
}
