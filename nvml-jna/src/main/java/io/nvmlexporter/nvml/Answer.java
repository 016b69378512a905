package io.nvmlexporter.nvml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What one NVML call gave: its out-parameters, or the members of the struct it filled, under C's names and in C's
 * order. A call with one out-parameter has one value, under the empty name.
 *
 * <p>Integers keep their 64 bits as C has them: an unsigned 32-bit one is never negative, an unsigned 64-bit one above
 * 2<sup>63</sup> is.
 */
public final class Answer {
    private final Map<String, Object> members;

    private Answer(Map<String, Object> members) {
        this.members = members;
    }

    public static Answer of(long number) {
        return new Answer(Map.of("", number));
    }

    public static Answer of(String text) {
        return new Answer(Map.of("", text));
    }

    /** @param members each a {@link Long} or a {@link String}, under the name C has for it */
    public static Answer of(Map<String, Object> members) {
        return new Answer(Collections.unmodifiableMap(new LinkedHashMap<>(members)));
    }

    /** The number of a call that gives one. */
    public long number() {
        return number("");
    }

    /** The text of a call that gives one. */
    public String text() {
        return text("");
    }

    public long number(String member) {
        if (get(member) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("'" + member + "' is not a number in " + members);
    }

    public String text(String member) {
        if (get(member) instanceof String text) {
            return text;
        }
        throw new IllegalStateException("'" + member + "' is not a text in " + members);
    }

    /** The number of that name; empty where the answer has none, as an array with fewer elements has. */
    public OptionalLong find(String member) {
        return members.get(member) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** All values by name, in C's order. */
    public Map<String, Object> members() {
        return members;
    }

    private Object get(String member) {
        Object value = members.get(member);
        if (value == null) {
            throw new IllegalStateException("no '" + member + "' in " + members);
        }
        return value;
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
