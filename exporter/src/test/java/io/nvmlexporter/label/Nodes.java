package io.nvmlexporter.label;

import io.nvmlexporter.collect.Compatibility;
import io.nvmlexporter.collect.Counters;
import io.nvmlexporter.collect.CountersFile;
import io.nvmlexporter.collect.CountersFileException;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.TwoPolls;
import io.nvmlexporter.field.Field;
import io.nvmlexporter.field.FieldCatalog;
import io.nvmlexporter.kubelet.Claim;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.nvml.Nvml;
import io.nvmlexporter.simulation.BundledCaptures;
import io.nvmlexporter.simulation.CaptureException;
import io.nvmlexporter.simulation.Simulation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nodes as their captures have them, and pods on them. */
final class Nodes {
    static final ResourceNames ANY = new ResourceNames(Set.of(), false);

    private static final Map<String, NodeSnapshot> READ = new ConcurrentHashMap<>();

    private Nodes() {}

    static NodeSnapshot node(String capture) {
        return READ.computeIfAbsent(capture, Nodes::read);
    }

    private static NodeSnapshot read(String capture) {
        try (Nvml nvml = Simulation.still(BundledCaptures.load(capture))) {
            return TwoPolls.node(nvml, counters());
        } catch (CaptureException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of every field there is. */
    static Counters counters() {
        String file = FieldCatalog.all().stream()
                .map(field -> field.name() + "," + (field.type() == Field.Type.TEXT ? "label" : "gauge") + ",\n")
                .collect(Collectors.joining());
        try {
            return CountersFile.parse(file, "every field", Compatibility.V4_8_2);
        } catch (CountersFileException e) {
            throw new IllegalStateException(e);
        }
    }

    static Devices devices(String capture) {
        return Devices.of(node(capture));
    }

    static DeviceIds ids(String capture) {
        return new DeviceIds(devices(capture), ANY);
    }

    static String uuid(String capture, int gpu) {
        return devices(capture).gpus().get(gpu).uuid();
    }

    /** @param migDevice by NVML's index */
    static String migUuid(String capture, int migDevice) {
        return devices(capture)
                .gpus()
                .get(0)
                .ids()
                .orElseThrow()
                .migDevices()
                .get(migDevice)
                .uuid();
    }

    /** A pod of namespace {@code ml} with one container, {@code main}, that has these of {@code nvidia.com/gpu}. */
    static Pod pod(String name, String... ids) {
        List<Device> devices =
                Arrays.stream(ids).map(id -> new Device("nvidia.com/gpu", id)).toList();
        return new Pod("ml", name, List.of(new Container("main", devices, List.of())));
    }

    static Pod claiming(String name, Claim... claims) {
        return new Pod("ml", name, List.of(new Container("main", List.of(), List.of(claims))));
    }

    /** Pods that hold GPUs, MIG devices and parts of them, alone and together, in any form of id. */
    static Pod[] randomPods(String capture, Random random) {
        List<String> ids = new ArrayList<>();
        for (Devices.Gpu gpu : devices(capture).gpus()) {
            ids.addAll(List.of(gpu.uuid(), Integer.toString(gpu.index()), "nvidia" + gpu.index()));
            gpu.ids().orElseThrow().migDevices().forEach(mig -> {
                ids.add(mig.uuid());
                ids.add("nvidia" + gpu.index() + "/gi" + mig.gpuInstanceId());
            });
        }
        return Stream.generate(() -> ids.get(random.nextInt(ids.size())) + "::" + random.nextInt(4))
                .limit(random.nextInt(20))
                .map(id -> pod(List.of("a", "b", "c", "d", "e").get(random.nextInt(5)), id))
                .toArray(Pod[]::new);
    }
}
