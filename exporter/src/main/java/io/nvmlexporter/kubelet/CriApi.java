package io.nvmlexporter.kubelet;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.nvmlexporter.kubelet.GrantedGpus.Info;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import io.nvmlexporter.kubelet.RunningContainer.Gpus;
import io.nvmlexporter.kubelet.RuntimeProto.ContainerFilter;
import io.nvmlexporter.kubelet.RuntimeProto.ContainerState;
import io.nvmlexporter.kubelet.RuntimeProto.ContainerStateValue;
import io.nvmlexporter.kubelet.RuntimeProto.ContainerStatusRequest;
import io.nvmlexporter.kubelet.RuntimeProto.ContainerStatusResponse;
import io.nvmlexporter.kubelet.RuntimeProto.ListContainersRequest;
import io.nvmlexporter.kubelet.RuntimeProto.ListContainersResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The container runtime interface (CRI) by gRPC: containerd, CRI-O, cri-dockerd. */
final class CriApi implements RuntimeApi {
    private static final Gson GSON = new Gson();
    private static final String INFO = "info";
    private static final MethodDescriptor<MessageLite, ListContainersResponse> LIST = Connection.method(
            "runtime.v1.RuntimeService/ListContainers",
            answer -> ListContainersResponse.parseFrom(answer, ExtensionRegistryLite.getEmptyRegistry()));
    private static final MethodDescriptor<MessageLite, ContainerStatusResponse> STATUS = Connection.method(
            "runtime.v1.RuntimeService/ContainerStatus",
            answer -> ContainerStatusResponse.parseFrom(answer, ExtensionRegistryLite.getEmptyRegistry()));

    private static final ListContainersRequest RUNNING = ListContainersRequest.newBuilder()
            .setFilter(ContainerFilter.newBuilder()
                    .setState(ContainerStateValue.newBuilder().setState(ContainerState.CONTAINER_RUNNING)))
            .build();

    private final NodeSocket socket;
    private final Connection connection;

    CriApi(NodeSocket socket) {
        this.socket = socket;
        connection = new Connection(socket);
    }

    /** Also where the runtime does not heed the filter. */
    @Override
    public List<Found> running(Duration deadline) {
        return connection.call(LIST, RUNNING, deadline).getContainersList().stream()
                .filter(container -> container.getState() == ContainerState.CONTAINER_RUNNING)
                .map(container ->
                        new Found(container.getId(), container.getMetadata().getName()))
                .toList();
    }

    @Override
    public Optional<Gpus> gpus(String id, Duration deadline) {
        ContainerStatusRequest request = ContainerStatusRequest.newBuilder()
                .setContainerId(id)
                .setVerbose(true)
                .build();
        try {
            String info =
                    connection.call(STATUS, request, deadline).getInfoMap().getOrDefault(INFO, "");
            Info read = info.isEmpty() ? null : GSON.fromJson(info, Info.class);
            return Optional.of(read == null ? Gpus.NONE : GrantedGpus.of(read));
        } catch (JsonParseException e) {
            throw new KubeletException(
                    Reason.GARBLED,
                    "the " + socket.peer().noun() + " at " + socket.path() + " tells of a container what is no JSON",
                    e);
        } catch (KubeletException e) {
            if (Connection.isNotFound(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
