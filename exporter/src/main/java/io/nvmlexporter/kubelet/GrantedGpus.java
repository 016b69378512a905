package io.nvmlexporter.kubelet;

import com.google.gson.annotations.SerializedName;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads from what a container was made with which GPUs it has. */
final class GrantedGpus {
    private static final String VARIABLE = "NVIDIA_VISIBLE_DEVICES=";
    private static final Set<String> NOTHING = Set.of("", "none", "void");
    private static final String CDI_KIND = "nvidia.com/gpu=";
    private static final Pattern NODE = Pattern.compile("/dev/(nvidia[0-9]{1,9})");
    /** The runtime that does not read the variable, which CUDA's images bring. */
    private static final String WITHOUT_GPUS = "runc";

    /** Of {@code docker inspect}. */
    record Inspected(
            @SerializedName("Config") Config config,
            @SerializedName("HostConfig") HostConfig host) {}

    record Config(@SerializedName("Env") List<String> environment) {}

    record HostConfig(
            @SerializedName("DeviceRequests") List<DeviceRequest> requests,
            @SerializedName("Runtime") String runtime) {}

    /** @param count how many GPUs, where none are named; -1 for all */
    record DeviceRequest(
            @SerializedName("Driver") String driver,
            @SerializedName("Count") Integer count,
            @SerializedName("DeviceIDs") List<String> devices,
            @SerializedName("Capabilities") List<List<String>> capabilities) {

        boolean isForAll() {
            return count != null && count < 0;
        }

        boolean isForSome() {
            return count != null && count > 0;
        }
    }

    /** Of CRI's verbose status: the part of the OCI spec that tells of devices. */
    record Info(@SerializedName("runtimeSpec") Spec spec) {}

    record Spec(
            @SerializedName("process") FirstProcess process,
            @SerializedName("linux") Linux linux) {}

    record FirstProcess(@SerializedName("env") List<String> environment) {}

    record Linux(@SerializedName("devices") List<Node> nodes) {}

    record Node(@SerializedName("path") String path) {}

    private GrantedGpus() {}

    /**
     * By the requests of {@code docker run --gpus} and {@code --device nvidia.com/gpu=…}; else by the variable, where
     * the runtime is one that reads it.
     */
    static Gpus of(Inspected container) {
        HostConfig host = container.host();
        List<String> devices = new ArrayList<>();
        boolean all = false;
        boolean unnamed = false;
        for (DeviceRequest request : host == null ? List.<DeviceRequest>of() : all(host.requests())) {
            if (isOfGpus(request)) {
                List<String> named = all(request.devices());
                devices.addAll(named);
                all |= named.isEmpty() && request.isForAll();
                unnamed |= named.isEmpty() && request.isForSome();
            }
        }
        if (all || unnamed || !devices.isEmpty()) {
            return all
                    ? gpus(Stream.of(Gpus.ALL))
                    : new Gpus(gpus(devices.stream()).devices(), unnamed);
        }
        boolean ignored = host != null && WITHOUT_GPUS.equals(host.runtime());
        Config config = container.config();
        return ignored || config == null ? Gpus.NONE : visible(all(config.environment()));
    }

    /**
     * By the variable where it names devices; else by the device nodes, which are there where a device plugin or CDI
     * gave them; else by the variable.
     */
    static Gpus of(Info container) {
        Spec spec = container.spec();
        if (spec == null) {
            return Gpus.NONE;
        }
        Gpus visible =
                spec.process() == null ? Gpus.NONE : visible(all(spec.process().environment()));
        List<Node> nodes = spec.linux() == null ? List.of() : all(spec.linux().nodes());
        Gpus given = gpus(nodes.stream()
                .map(node -> NODE.matcher(Objects.requireNonNullElse(node.path(), "")))
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1)));
        boolean names = !visible.devices().isEmpty() && !visible.devices().contains(Gpus.ALL);
        return names || given.devices().isEmpty() ? visible : given;
    }

    private static boolean isOfGpus(DeviceRequest request) {
        String driver = Objects.requireNonNullElse(request.driver(), "").toLowerCase(Locale.ROOT);
        if (driver.equals("cdi")) {
            return all(request.devices()).stream().anyMatch(id -> id.startsWith(CDI_KIND));
        }
        return driver.equals("nvidia")
                || all(request.capabilities()).stream()
                        .flatMap(group -> all(group).stream())
                        .anyMatch("gpu"::equalsIgnoreCase);
    }

    private static Gpus visible(List<String> environment) {
        return environment.stream()
                .filter(entry -> entry.startsWith(VARIABLE))
                .reduce((first, last) -> last)
                .map(entry ->
                        gpus(Arrays.stream(entry.substring(VARIABLE.length()).split(","))))
                .orElse(Gpus.NONE);
    }

    private static Gpus gpus(Stream<String> names) {
        List<String> devices = names.map(String::strip)
                .filter(Predicate.not(name -> NOTHING.contains(name.toLowerCase(Locale.ROOT))))
                .filter(name -> !name.contains("=") || name.startsWith(CDI_KIND))
                .map(name -> name.startsWith(CDI_KIND) ? name.substring(CDI_KIND.length()) : name)
                .map(name -> name.equalsIgnoreCase(Gpus.ALL) ? Gpus.ALL : name)
                .distinct()
                .toList();
        return devices.contains(Gpus.ALL) ? new Gpus(List.of(Gpus.ALL), false) : new Gpus(devices, false);
    }

    /** JSON has null for an empty list, and may have it for an item. */
    private static <T> List<T> all(List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
