package io.nvmlexporter.apiserver;

import io.nvmlexporter.apiserver.ApiServerException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** What is kept of a kind of objects, which may not take more than its part of a small heap. For one thread. */
final class KeptObjects<T> {
    /** In bytes of heap, about. It is there up to three times while a new list replaces what was known. */
    private static final int MOST = 8 << 20;

    private final ToIntFunction<T> size;
    private final Map<ObjectName, T> objects = new HashMap<>();
    private int total;

    /** @param size about how many bytes one takes */
    KeptObjects(ToIntFunction<T> size) {
        this.size = size;
    }

    void put(ObjectName name, T object) throws ApiServerException {
        total += sizeOf(name, object) - sizeOf(name, objects.put(name, object));
        if (total > MOST) {
            throw new ApiServerException(
                    Reason.TOO_LARGE,
                    "what the API server tells would take more than " + MOST + " bytes of memory; ask for fewer labels,"
                            + " with --kubernetes-pod-label-allowlist-regex");
        }
    }

    void remove(ObjectName name) {
        total -= sizeOf(name, objects.remove(name));
    }

    private int sizeOf(ObjectName name, T object) {
        return object == null
                ? 0
                : 200 + 2 * (name.namespace().length() + name.name().length()) + size.applyAsInt(object);
    }

    /** All, which the next change does not change. */
    Map<ObjectName, T> all() {
        return Map.copyOf(objects);
    }

    int count() {
        return objects.size();
    }

    boolean areJust(Map<ObjectName, T> others) {
        return objects.equals(others);
    }
}
