package io.nvmlexporter.kubelet;

import io.nvmlexporter.kubelet.PodResourcesProto.ClaimResource;
import io.nvmlexporter.kubelet.PodResourcesProto.ContainerDevices;
import io.nvmlexporter.kubelet.PodResourcesProto.ContainerResources;
import io.nvmlexporter.kubelet.PodResourcesProto.DynamicResource;
import io.nvmlexporter.kubelet.PodResourcesProto.ListPodResourcesResponse;
import io.nvmlexporter.kubelet.PodResourcesProto.PodResources;
import java.util.List;
import java.util.stream.IntStream;

/** The pods of a test, as ours and as the kubelet sends them. */
final class Answers {
    private Answers() {}

    /** Every container has so many devices, and a claim. */
    static List<Pod> pods(int pods, int containers, int devices) {
        return IntStream.range(0, pods)
                .mapToObj(pod -> new Pod(
                        "team-" + pod % 10,
                        "train-" + pod,
                        IntStream.range(0, containers)
                                .mapToObj(container -> container(pod, container, devices))
                                .toList()))
                .toList();
    }

    private static Container container(int pod, int container, int devices) {
        return new Container(
                "worker-" + container,
                IntStream.range(0, devices)
                        .mapToObj(device -> new Device(
                                "nvidia.com/gpu",
                                String.format("GPU-%08d-%04d-0000-0000-%012d", pod, container, device)))
                        .toList(),
                List.of(new Claim("team-" + pod % 10, "claim-" + pod, "gpu.nvidia.com", "node-1", "gpu-" + container)));
    }

    static ListPodResourcesResponse listing(List<Pod> pods) {
        return ListPodResourcesResponse.newBuilder()
                .addAllPodResources(pods.stream().map(Answers::pod).toList())
                .build();
    }

    private static PodResources pod(Pod pod) {
        return PodResources.newBuilder()
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .addAllContainers(
                        pod.containers().stream().map(Answers::container).toList())
                .build();
    }

    private static ContainerResources container(Container container) {
        ContainerResources.Builder builder = ContainerResources.newBuilder().setName(container.name());
        // The kubelet sends an entry for each resource and NUMA node; here, for each device.
        container
                .devices()
                .forEach(device -> builder.addDevices(ContainerDevices.newBuilder()
                        .setResourceName(device.resource())
                        .addDeviceIds(device.id())));
        container
                .claims()
                .forEach(claim -> builder.addDynamicResources(DynamicResource.newBuilder()
                        .setClaimNamespace(claim.namespace())
                        .setClaimName(claim.name())
                        .addClaimResources(ClaimResource.newBuilder()
                                .setDriverName(claim.driver())
                                .setPoolName(claim.pool())
                                .setDeviceName(claim.device()))));
        return builder.build();
    }
}
