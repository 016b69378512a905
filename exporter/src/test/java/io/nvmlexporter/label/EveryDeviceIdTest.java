package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.collect.GpuIds.MigDevice;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.Devices.Gpu;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form of an id, of each GPU and MIG device of the captures, under each kind of resource name, in each mode. */
class EveryDeviceIdTest {
    private static final List<String> DCGMS = List.of("nvidia.com/gpu", "nvidia.com/mig-1g.10gb", "listed.example/gpu");
    private static final List<String> OTHERS =
            List.of("nvidia.com/gpu.shared", "nvidia.com/GH100_H100_SXM5", "example.com/own", "");
    /** Behind an id, and the part that it names. */
    private static final Map<String, String> PARTS = Map.of("", "", "::0", "0", "::17", "17", "/vgpu3", "3");

    @ParameterizedTest
    @ValueSource(strings = {"h100-mig", "h200-mig", "h100", "gb200"})
    void isItsGpuOrInstance(String capture) {
        Devices devices = Nodes.devices(capture);
        ids(devices)
                .forEach((id, place) -> PARTS.forEach((behind, part) -> {
                    for (String resource : DCGMS) {
                        assertThat(resolve(devices, resource, id + behind, false))
                                .isEqualTo(new Resolution.Resolved(place, part));
                        assertThat(resolve(devices, resource, id + behind, true))
                                .isEqualTo(new Resolution.Resolved(place, part));
                        assertThat(vgpus(capture, resource, id + behind, place)).containsExactly(part);
                    }
                    for (String resource : OTHERS) {
                        assertThat(resolve(devices, resource, id + behind, false))
                                .isEqualTo(new Resolution.Resolved(place, part));
                        assertThat(resolve(devices, resource, id + behind, true))
                                .isInstanceOfSatisfying(
                                        Resolution.Unresolved.class,
                                        why -> assertThat(why.reason())
                                                .isEqualTo(Resolution.Reason.RESOURCE_NOT_LISTED));
                    }
                }));
    }

    /** All but bare indexes, which depend on the resource; the table of DeviceIdsTest has these. */
    private static Map<String, Place> ids(Devices devices) {
        Map<String, Place> ids = new LinkedHashMap<>();
        for (Gpu gpu : devices.gpus()) {
            ids.put(gpu.uuid(), Place.gpu(gpu.index()));
            ids.put("nvidia" + gpu.minorNumber().orElse(gpu.index()), Place.gpu(gpu.index()));
            for (MigDevice mig : gpu.ids().orElseThrow().migDevices()) {
                Place instance = Place.instance(gpu.index(), mig.gpuInstanceId());
                ids.put(mig.uuid(), instance);
                ids.put("nvidia" + gpu.minorNumber().orElse(gpu.index()) + "/gi" + mig.gpuInstanceId(), instance);
                ids.put("MIG-" + gpu.uuid() + "/" + mig.gpuInstanceId() + "/0", instance);
            }
        }
        assertThat(ids).hasSizeGreaterThan(devices.gpus().size());
        return ids;
    }

    private static Resolution resolve(Devices devices, String resource, String id, boolean strict) {
        return new DeviceIds(devices, new ResourceNames(Set.of("listed.example/gpu"), strict)).resolve(resource, id);
    }

    /** What stands as vgpu on the series of that place where every owner is told. */
    private static List<String> vgpus(String capture, String resource, String id, Place place) {
        Pod pod = new Pod("ml", "a", List.of(new Container("main", List.of(new Device(resource, id)), List.of())));
        Owners owners = Owners.of(List.of(pod), Nodes.ids(capture), new Claims(List.of()));
        List<String> vgpus = new ArrayList<>();
        owners.of(place).forEach(owner -> vgpus.add(owner.vgpu()));
        return vgpus;
    }
}
