package io.nvmlexporter.apiserver;

import io.nvmlexporter.label.ResourceDevice;
import java.util.List;
import java.util.Optional;

/** What NVIDIA's driver of dynamic resource allocation offers on a node. */
final class ResourceSlices {
    static final String NAME = "resourceslices";
    private static final String DRIVER = "gpu.nvidia.com";

    private ResourceSlices() {}

    static Resource<ResourceSlice> of(String node) {
        return new Resource<>(
                NAME,
                List.of(
                        "/apis/resource.k8s.io/v1/resourceslices",
                        "/apis/resource.k8s.io/v1beta2/resourceslices",
                        "/apis/resource.k8s.io/v1beta1/resourceslices"),
                "spec.driver=" + DRIVER + ",spec.nodeName=" + node,
                false,
                ResourceSlices::slice,
                slice -> slice.devices().size() * 600);
    }

    private static ResourceSlice slice(ApiObject object) {
        String pool = object.text("spec", "pool", "name").orElse("");
        return new ResourceSlice(
                pool,
                object.number("spec", "pool", "generation").orElse(0L),
                object.list("spec", "devices").stream()
                        .map(device -> device(pool, device))
                        .toList());
    }

    private static ResourceDevice device(String pool, ApiObject device) {
        // v1beta1 has the attributes one level lower, under the only type of device that it knows.
        ApiObject beta1 = device.object("basic", "attributes");
        ApiObject attributes = beta1.isEmpty() ? device.object("attributes") : beta1;
        return new ResourceDevice(
                pool,
                device.text("name").orElse(""),
                attribute(attributes, "type"),
                attribute(attributes, "uuid"),
                attribute(attributes, "parentUUID"),
                attribute(attributes, "profile"));
    }

    /** A name without a domain is the driver's, who may write it. */
    private static String attribute(ApiObject attributes, String name) {
        Optional<String> text = attributes.text(name, "string");
        return text.or(() -> attributes.text(DRIVER + "/" + name, "string")).orElse("");
    }
}
