package io.nvmlexporter.apiserver;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A kind of objects in the API.
 *
 * @param name as in the API and in metrics: {@code pods}
 * @param paths where to find it, by the versions that it may have in a cluster, the newest first
 * @param fieldSelector which objects of it, as a query has it
 * @param metadataOnly whether {@code metadata} is enough, so that the API server sends no more
 * @param read makes of an object what is kept of it
 * @param size about how many bytes that takes
 */
record Resource<T>(
        String name,
        List<String> paths,
        String fieldSelector,
        boolean metadataOnly,
        Function<ApiObject, T> read,
        ToIntFunction<T> size) {}
