package io.nvmlexporter;

import io.nvmlexporter.apiserver.ApiServerException;
import io.nvmlexporter.collect.Collector;
import io.nvmlexporter.collect.DeviceSelection;
import io.nvmlexporter.collect.Names;
import io.nvmlexporter.collect.NodeSnapshot;
import io.nvmlexporter.collect.Plan;
import io.nvmlexporter.kubelet.KubeletClient;
import io.nvmlexporter.kubelet.KubeletException;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.label.Claims;
import io.nvmlexporter.label.DeviceIds;
import io.nvmlexporter.label.Devices;
import io.nvmlexporter.label.Holding;
import io.nvmlexporter.label.Owners;
import io.nvmlexporter.label.Resolution.Resolved;
import io.nvmlexporter.label.Resolution.Unresolved;
import io.nvmlexporter.label.ResourceDevice;
import io.nvmlexporter.label.ResourceNames;
import io.nvmlexporter.nvml.Nvml;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nvml-exporter pods}. picocli fills its fields. */
@Command(
        name = "nvml-exporter pods",
        description = "Lists the devices that the kubelet has given to pods, and which GPU each is; or why it is none.",
        usageHelpWidth = 120)
final class PodsCommand {
    private static final int LONGEST = 300;
    private static final Duration FIRST_READING = Duration.ofSeconds(5);

    @Option(
            names = "--pod-resources-kubelet-socket",
            paramLabel = "TEXT",
            description = "The kubelet's socket. [DCGM_POD_RESOURCES_KUBELET_SOCKET]")
    private Optional<Path> socket = Optional.empty();

    @Option(
            names = "--nvidia-resource-names",
            paramLabel = "TEXT",
            split = ",",
            description = "More resources whose bare numbers are indexes of GPUs. [NVIDIA_RESOURCE_NAMES]")
    private List<String> resources = List.of();

    @Option(
            names = "--strict-resource-names",
            description = "Take no other resources than dcgm-exporter does. [NVML_EXPORTER_STRICT_RESOURCE_NAMES]")
    private boolean strict;

    @Option(
            names = "--nvml-library",
            paramLabel = "TEXT",
            description = "Path of libnvidia-ml.so.1; else it is searched for. [NVML_EXPORTER_NVML_LIBRARY]")
    private Optional<String> library = Optional.empty();

    static void run(List<String> arguments, Map<String, String> environment, PrintStream out)
            throws UsageException, InterruptedException {
        PodsCommand command = new PodsCommand();
        if (!Subcommand.parse(command, "pods", arguments, out)) {
            return;
        }
        command.list(environment, out);
    }

    private void list(Map<String, String> environment, PrintStream out) throws UsageException, InterruptedException {
        // As the exporter takes it, so that this shows what that does.
        Flags flags = Flags.parse(List.of(), environment);
        List<Pod> pods = pods(flags);
        NodeSnapshot node = node(environment);
        if (!node.driver().isUp()) {
            out.println("No NVIDIA driver answers, so that no device can be found: "
                    + node.driver().message());
        }
        DeviceIds ids = new DeviceIds(Devices.of(node), resourceNames(flags));
        Claims claims = new Claims(Claims.anyOfGpus(pods) ? offered(flags, environment, out) : List.of());
        List<Holding> holdings = Owners.of(pods, ids, claims).holdings();
        String form = "%-44s %-24s %-14s %s%n";
        out.printf(form, "DEVICE", "RESOURCE", "GPU", "NAMESPACE/POD/CONTAINER");
        holdings.forEach(holding -> out.printf(
                form,
                plain(holding.id()),
                plain(holding.resource()),
                gpu(holding),
                plain(holding.namespace() + "/" + holding.pod() + "/" + holding.container()) + plain(why(holding))));
        out.println(pods.size() + " pods, " + holdings.size() + " devices");
    }

    private ResourceNames resourceNames(Flags flags) {
        return new ResourceNames(
                Set.copyOf(resources.isEmpty() ? flags.list(Flag.NVIDIA_RESOURCE_NAMES) : resources),
                strict || flags.isOn(Flag.STRICT_RESOURCE_NAMES));
    }

    private List<Pod> pods(Flags flags) throws UsageException {
        Path path = socket.orElse(Path.of(flags.text(Flag.POD_RESOURCES_KUBELET_SOCKET)));
        try (KubeletClient kubelet = new KubeletClient(path)) {
            return kubelet.list();
        } catch (KubeletException e) {
            throw new UsageException("pods: " + e.getMessage());
        }
    }

    /** What claims mean; without it, those on GPUs stay unexplained. */
    private static List<ResourceDevice> offered(Flags flags, Map<String, String> environment, PrintStream out) {
        Path account = Path.of(flags.text(Flag.SERVICE_ACCOUNT_DIR));
        try {
            return Settings.cluster(account, environment).offeredDevices();
        } catch (ApiServerException e) {
            out.println("Which GPU a claim means is not known: " + e.getMessage());
            return List.of();
        }
    }

    private NodeSnapshot node(Map<String, String> environment) throws InterruptedException {
        Optional<String> path = Subcommand.library(library, environment);
        Plan plan = new Plan(List.of(), Names.DCGM, DeviceSelection.parse("f"), Duration.ofSeconds(1));
        try (Collector collector = new Collector(() -> Nvml.open(path), plan, "")) {
            collector.start();
            collector.awaitFirst(FIRST_READING);
            return collector.snapshot();
        }
    }

    private static String gpu(Holding holding) {
        return holding.resolution() instanceof Resolved resolved
                ? resolved.place() + (resolved.share().isEmpty() ? "" : " part " + resolved.share())
                : "-";
    }

    private static String why(Holding holding) {
        return holding.resolution() instanceof Unresolved unresolved ? "  (" + unresolved.explanation() + ")" : "";
    }

    /** A name from outside must not move the terminal's cursor, nor fill its screen. */
    private static String plain(String text) {
        String shown = text.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST) + "…";
    }
}
