package io.nvmlexporter.label;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a job file means: {@code 0} GPU 0 by NVML's index, {@code GPU-<uuid>} and {@code MIG-<uuid>} what
 * has that UUID, and {@code .11} behind a GPU its GPU instance 11. dcgm-exporter takes indexes only; prologs name files
 * by what CUDA_VISIBLE_DEVICES says, which is UUIDs since Slurm 25.11.
 *
 * @param device an index, or a UUID as NVML writes it
 * @param gpuInstance NVML's id of it; empty for the whole device
 */
record JobFileName(String device, OptionalInt gpuInstance) {
    private static final String NUMBER = "(?:0|[1-9][0-9]{0,8})";
    private static final Pattern INDEX = Pattern.compile(NUMBER);
    private static final String UUID = "\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";
    private static final Pattern OF_GPU =
            Pattern.compile("(" + NUMBER + "|GPU-" + UUID + ")(?:\\.(" + NUMBER + "))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern OF_MIG_DEVICE = Pattern.compile("MIG-" + UUID, Pattern.CASE_INSENSITIVE);
    private static final int PREFIX = "GPU-".length();

    /** @return empty where it is no such name */
    static Optional<JobFileName> of(String name) {
        if (OF_MIG_DEVICE.matcher(name).matches()) {
            return Optional.of(new JobFileName(asNvmlWrites(name), OptionalInt.empty()));
        }
        Matcher gpu = OF_GPU.matcher(name);
        if (!gpu.matches()) {
            return Optional.empty();
        }
        OptionalInt instance =
                gpu.group(2) == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(gpu.group(2)));
        return Optional.of(new JobFileName(asNvmlWrites(gpu.group(1)), instance));
    }

    private static String asNvmlWrites(String device) {
        return INDEX.matcher(device).matches()
                ? device
                : device.substring(0, PREFIX).toUpperCase(Locale.ROOT)
                        + device.substring(PREFIX).toLowerCase(Locale.ROOT);
    }

    Resolution resolve(DeviceIds ids) {
        return ids.device(device, gpuInstance);
    }
}
