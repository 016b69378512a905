package io.nvmlexporter.nvml;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The lists of arguments that are worth asking a {@link Call} with. */
final class CallArguments {
    private CallArguments() {}

    static List<int[]> args(int... values) {
        return IntStream.of(values).mapToObj(value -> new int[] {value}).toList();
    }

    static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    /** {@code NVML_NVLINK_MAX_LINKS} of nvml.h 13.3 is 36. */
    static int[] links() {
        return range(0, 36);
    }

    /** Those of links, whose numbers begin with 0 for one counter and with 1 for the others. */
    static int[] ports() {
        return range(0, 37);
    }

    static int[] prmCounters() {
        return Stream.of(PrmCounter.values()).mapToInt(PrmCounter::id).toArray();
    }

    /** Every list that takes one of each choice, the last one changing fastest; an empty list where there is none. */
    static List<int[]> product(int[]... choices) {
        List<int[]> lists = List.of(new int[0]);
        for (int[] choice : choices) {
            lists = lists.stream()
                    .flatMap(list -> IntStream.of(choice).mapToObj(value -> append(list, value)))
                    .toList();
        }
        return lists;
    }

    private static int[] append(int[] list, int value) {
        int[] longer = Arrays.copyOf(list, list.length + 1);
        longer[list.length] = value;
        return longer;
    }
}
