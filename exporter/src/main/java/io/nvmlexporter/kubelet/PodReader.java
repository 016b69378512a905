package io.nvmlexporter.kubelet;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import io.nvmlexporter.kubelet.PodResourcesProto.ContainerDevices;
import io.nvmlexporter.kubelet.PodResourcesProto.ContainerResources;
import io.nvmlexporter.kubelet.PodResourcesProto.DynamicResource;
import io.nvmlexporter.kubelet.PodResourcesProto.ListPodResourcesRequest;
import io.nvmlexporter.kubelet.PodResourcesProto.ListPodResourcesResponse;
import io.nvmlexporter.kubelet.PodResourcesProto.PodResources;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Asks the kubelet for its pods, and reads its answer, pod by pod, so that one pod at most is in memory in protobuf's
 * form. The heap is small: what would take too much of it is refused before it is there.
 */
final class PodReader {
    private static final MethodDescriptor<MessageLite, List<Pod>> LIST =
            Connection.method("v1.PodResourcesLister/List", PodReader::read);

    /** Of one pod, in the answer. */
    private static final int LARGEST_POD = 4 << 20;

    /** Of the heap, for all that is kept of one answer; two of them are there while one replaces the other. */
    private static final int MOST_KEPT = 16 << 20;

    /** About what a record, a string and their places in lists cost beside the string's letters. */
    private static final int COST_OF_TEXT = 80;

    private static final int POD_TAG =
            (ListPodResourcesResponse.POD_RESOURCES_FIELD_NUMBER << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private final CodedInputStream in;
    private final List<Pod> pods = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private long kept;

    private PodReader(CodedInputStream in) {
        this.in = in;
    }

    /** @throws KubeletException for every failure */
    static List<Pod> list(Connection connection, Duration deadline) {
        return connection.call(LIST, ListPodResourcesRequest.getDefaultInstance(), deadline);
    }

    /** @throws IOException where that is no list of pods, as protobuf has it */
    static List<Pod> read(InputStream answer) throws IOException {
        PodReader reader = new PodReader(CodedInputStream.newInstance(answer));
        reader.readAll();
        return List.copyOf(reader.pods);
    }

    private void readAll() throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == POD_TAG) {
                pods.add(pod(nextPod()));
            } else {
                in.skipField(tag);
            }
        }
    }

    private PodResources nextPod() throws IOException {
        int length = in.readRawVarint32();
        if (length > LARGEST_POD) {
            throw tooLarge("a pod's part of it has " + length + " bytes, at most " + LARGEST_POD + " are read");
        }
        return PodResources.parseFrom(in.readRawBytes(length), ExtensionRegistryLite.getEmptyRegistry());
    }

    private Pod pod(PodResources pod) {
        return new Pod(
                shared(pod.getNamespace()),
                text(pod.getName()),
                pod.getContainersList().stream().map(this::container).toList());
    }

    private Container container(ContainerResources container) {
        return new Container(
                text(container.getName()),
                container.getDevicesList().stream().flatMap(this::devices).toList(),
                container.getDynamicResourcesList().stream()
                        .flatMap(this::claims)
                        .toList());
    }

    private Stream<Device> devices(ContainerDevices devices) {
        String resource = shared(devices.getResourceName());
        return devices.getDeviceIdsList().stream().map(id -> new Device(resource, text(id)));
    }

    private Stream<Claim> claims(DynamicResource claim) {
        String namespace = shared(claim.getClaimNamespace());
        String name = text(claim.getClaimName());
        return claim.getClaimResourcesList().stream()
                .map(device -> new Claim(
                        namespace,
                        name,
                        shared(device.getDriverName()),
                        shared(device.getPoolName()),
                        text(device.getDeviceName())));
    }

    /** One string for all that are equal. */
    private String shared(String text) {
        String known = names.get(text);
        if (known == null) {
            known = text(text);
            names.put(text, known);
        }
        return known;
    }

    private String text(String text) {
        kept += COST_OF_TEXT + text.length();
        if (kept > MOST_KEPT) {
            throw tooLarge("its pods, containers and devices would take more than " + MOST_KEPT + " bytes of memory");
        }
        return text;
    }

    private static KubeletException tooLarge(String what) {
        return new KubeletException(
                Reason.TOO_LARGE,
                "the kubelet's list of pods is too large: " + what
                        + "; a device plugin of this node gives out a vast number of devices");
    }
}
