package io.nvmlexporter.monitoring;

import io.nvmlexporter.deploy.Program;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.KubeletDouble;
import io.nvmlexporter.kubelet.Pod;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node of the tests: the program as it runs, with a kubelet where the node is one of a cluster. */
final class ExporterNode implements Closeable {
    private static final String COUNTERS = "/etc/dcgm-exporter/monitoring-counters.csv";

    private final String name;
    private final Program program;
    private final List<Closeable> beside;

    private ExporterNode(String name, Program program, List<Closeable> beside) {
        this.name = name;
        this.program = program;
        this.beside = beside;
    }

    /** Without Kubernetes. */
    static ExporterNode alone(String name, Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return start(name, folder, environment, List.of(arguments), List.of());
    }

    /** With a kubelet that lists these pods. */
    static ExporterNode ofCluster(String name, Path folder, List<Pod> pods, String... arguments)
            throws IOException, InterruptedException {
        Path socket = folder.resolve(name + ".sock");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-k", "--pod-resources-kubelet-socket", socket.toString()));
        return start(name, folder, Map.of(), all, List.of(KubeletDouble.listing(socket, pods)));
    }

    private static ExporterNode start(
            String name, Path folder, Map<String, String> environment, List<String> arguments, List<Closeable> beside)
            throws IOException, InterruptedException {
        int port = Program.freePort();
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("NODE_NAME", name);
        List<String> all = new ArrayList<>(List.of("-a", "127.0.0.1:" + port, "-c", "500", "-f", COUNTERS));
        all.addAll(arguments);
        Program program = Program.start(all, variables, port, folder.resolve(name + ".log"));
        return new ExporterNode(name, program, beside);
    }

    /** A pod of one container that has these devices. */
    static Pod pod(String namespace, String name, String... ids) {
        List<Device> devices = new ArrayList<>();
        for (String id : ids) {
            devices.add(new Device("nvidia.com/gpu", id));
        }
        return new Pod(namespace, name, List.of(new Container("main", devices, List.of())));
    }

    String name() {
        return name;
    }

    URI page() {
        return program.uri("/metrics");
    }

    @Override
    public void close() throws IOException {
        program.close();
        for (Closeable other : beside) {
            other.close();
        }
    }
}
