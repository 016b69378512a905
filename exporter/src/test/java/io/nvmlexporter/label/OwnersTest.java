package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.nvmlexporter.kubelet.Claim;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.Resolution.Unresolved;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private static final String GPU_0 = Nodes.uuid("h100", 0);
    private static final Place FIRST = Place.gpu(0);
    private static final Claims CLAIMS = new Claims(List.of(
            new ResourceDevice("node-1", "gpu-0", "gpu", GPU_0, "", ""),
            new ResourceDevice("node-1", "gpu-7", "gpu", "GPU-00000000-0000-0000-0000-000000000000", "", ""),
            new ResourceDevice("node-1", "gpu-8", "gpu", "", "", ""),
            new ResourceDevice("node-1", "vfio-0", "vfio", GPU_0, "", ""),
            new ResourceDevice("node-1", "untyped-0", "", GPU_0, "", "")));

    @Test
    void anExclusiveDeviceHasOneOwner() {
        Owners owners = of(Nodes.pod("a", GPU_0), Nodes.pod("b", "1"));

        assertThat(owners.named(FIRST)).extracting(Owner::pod).containsExactly("a");
        assertThat(owners.named(Place.gpu(1))).extracting(Owner::pod).containsExactly("b");
        assertThat(owners.named(Place.gpu(2))).isEmpty();
        assertThat(owners.unmapped()).isEmpty();
    }

    @Test
    void ofSeveralOwnersTheLastOfTheKubeletIsNamedAndAllAreKnown() {
        Owners owners = of(Nodes.pod("a", GPU_0 + "::0"), Nodes.pod("b", "nvidia0/vgpu1"), Nodes.pod("c", "0::2"));

        assertThat(owners.named(FIRST)).extracting(Owner::pod).containsExactly("c");
        assertThat(owners.of(FIRST))
                .extracting(Owner::pod, Owner::vgpu)
                .containsExactly(tuple("a", "0"), tuple("b", "1"), tuple("c", "2"));
    }

    @Test
    void anIdWithoutAPartDoesNotInheritThatOfTheOneBefore() {
        assertThat(of(Nodes.pod("a", "1::4", GPU_0)).of(FIRST))
                .extracting(Owner::vgpu)
                .containsExactly("");
    }

    @Test
    void twoComputeInstancesOfOneGpuInstanceInOneContainerAreOneOwner() {
        Pod both = Nodes.pod("a", Nodes.migUuid("h200-mig", 0), Nodes.migUuid("h200-mig", 1));
        Owners owners = Owners.of(List.of(both), Nodes.ids("h200-mig"), new Claims(List.of()));

        assertThat(owners.of(Place.instance(0, 2))).hasSize(1);
        assertThat(owners.holdings()).hasSize(2);
    }

    @Test
    void aGpuWithMigOnIsTheBoardAndNoneOfItsInstances() {
        Owners owners = Owners.of(
                List.of(Nodes.pod("a", Nodes.uuid("h100-mig", 0)), Nodes.pod("b", Nodes.migUuid("h100-mig", 0))),
                Nodes.ids("h100-mig"),
                new Claims(List.of()));

        assertThat(owners.of(FIRST)).extracting(Owner::pod).containsExactly("a");
        assertThat(owners.of(Place.instance(0, 2))).extracting(Owner::pod).containsExactly("b");
        assertThat(owners.of(Place.instance(0, 3))).isEmpty();
    }

    @Test
    void whatMatchesNothingIsToldUnlessItIsNoGpu() {
        Device other = new Device("rdma/hca", "mlx5_0");
        Device gone = new Device("nvidia.com/gpu", "99");
        Pod pod = new Pod("ml", "a", List.of(new Container("main", List.of(other, gone), List.of())));
        Owners owners = of(pod);

        assertThat(owners.holdings()).extracting(Holding::id).containsExactly("mlx5_0", "99");
        assertThat(owners.unmapped()).singleElement().satisfies(holding -> {
            assertThat(holding.resource()).isEqualTo("nvidia.com/gpu");
            assertThat(holding.pod()).isEqualTo("a");
            assertThat(holding.resolution())
                    .isEqualTo(new Unresolved(Resolution.Reason.UNKNOWN_INDEX, "NVML shows no GPU 99"));
        });
    }

    @Test
    void everyClaimantIsNamedOnceByContainerAndBeforeThoseOfDevicePlugins() {
        Owners owners = of(
                Nodes.claiming("a", claim("c1", "gpu-0"), claim("c2", "gpu-0")),
                Nodes.claiming("b", claim("c1", "gpu-0")),
                Nodes.pod("c", GPU_0));

        assertThat(owners.named(FIRST)).extracting(Owner::pod).containsExactly("a", "b");
        assertThat(owners.named(FIRST).get(0).claim())
                .containsEntry("dra_claim_name", "c1")
                .containsEntry("dra_claim_namespace", "ml")
                .containsEntry("dra_driver_name", "gpu.nvidia.com")
                .containsEntry("dra_pool_name", "node-1")
                .containsEntry("dra_device_name", "gpu-0")
                .hasSize(5);
        assertThat(owners.of(FIRST)).extracting(Owner::pod).containsExactly("a", "b", "c");
    }

    @Test
    void aClaimedMigDeviceIsItsGpuInstance() {
        String uuid = Nodes.migUuid("h100-mig", 2);
        String parent = Nodes.uuid("h100-mig", 0);
        Claims claims = new Claims(List.of(new ResourceDevice("node-1", "mig-2", "mig", uuid, parent, "1g.10gb")));
        Owners owners = Owners.of(List.of(Nodes.claiming("a", claim("c1", "mig-2"))), Nodes.ids("h100-mig"), claims);

        assertThat(owners.of(FIRST)).isEmpty();
        assertThat(owners.named(Place.instance(0, 9)))
                .singleElement()
                .satisfies(owner -> assertThat(owner.claim())
                        .containsEntry("dra_mig_profile", "1g.10gb")
                        .containsEntry("dra_mig_device_uuid", uuid)
                        .hasSize(7));
    }

    @Test
    void aClaimThatMeansNoGpuThatIsReadSaysWhy() {
        Owners owners = of(Nodes.claiming(
                "a",
                claim("c1", "gpu-7"),
                claim("c2", "gpu-8"),
                claim("c3", "gpu-9"),
                claim("c4", "vfio-0"),
                new Claim("ml", "c5", "compute-domain.nvidia.com", "node-1", "channel-0")));

        assertThat(owners.unmapped())
                .extracting(
                        holding -> ((Unresolved) holding.resolution()).reason().label())
                .containsExactly("unknown_uuid", "unknown_uuid", "no_resource_slice");
        assertThat(owners.unmapped())
                .extracting(Holding::id)
                .containsExactly("node-1/gpu-7", "node-1/gpu-8", "node-1/gpu-9");
        assertThat(owners.holdings()).hasSize(5);
    }

    @Test
    void aClaimedDeviceWithoutATypeIsToldAsNoGpu() {
        Owners owners = of(Nodes.claiming("a", claim("c1", "untyped-0")));

        assertThat(owners.of(FIRST)).isEmpty();
        assertThat(owners.unmapped())
                .extracting(Holding::resolution)
                .containsExactly(new Resolution.Unresolved(
                        Resolution.Reason.UNKNOWN_SHAPE,
                        "the ResourceSlice does not say what type of device untyped-0 is"));
    }

    private static Claim claim(String name, String device) {
        return new Claim("ml", name, "gpu.nvidia.com", "node-1", device);
    }

    private static Owners of(Pod... pods) {
        return Owners.of(List.of(pods), Nodes.ids("h100"), CLAIMS);
    }
}
