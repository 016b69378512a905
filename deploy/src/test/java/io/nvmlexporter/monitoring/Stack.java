package io.nvmlexporter.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.nvmlexporter.deploy.Program;
import io.nvmlexporter.kubelet.Pod;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A small cluster as Prometheus sees it, with Compose's configuration and this repository's rules: healthy GPUs, MIG, a
 * shared GPU, other boards, a node where everything is ill, one without a driver, one without a name, an exporter that
 * is down, two that a second job scrapes as well, and the applications that some dashboards are of.
 */
final class Stack implements Closeable {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final List<Pod> TRAINING = List.of(
            ExporterNode.pod(
                    "research",
                    "train-0",
                    "GPU-003adf87-7dcd-4255-a383-f4b7d7838019",
                    "GPU-9a792a87-af93-4b68-a728-11d3394cedb2",
                    "GPU-f31f430e-c291-4ccd-94c8-29f12dc4e16d",
                    "GPU-e3f7f108-bfc6-42c4-948d-c732e5a6c557"),
            ExporterNode.pod("chat", "serve-0", "GPU-ff01e5e0-bf80-4d96-be01-151a58a3ec43"),
            ExporterNode.pod("chat", "serve-1", "GPU-099d167f-c602-4055-a437-fcd41d345162"),
            ExporterNode.pod("research", "notebook", "GPU-e26861fb-e275-4479-8805-b4968b21685e"),
            ExporterNode.pod("research", "left-over", "GPU-00000000-0000-0000-0000-000000000000"));
    private static final List<Pod> SLICES = List.of(
            ExporterNode.pod("chat", "embed-0", "MIG-54f5154b-f069-40ed-aca6-8b68bc011a23"),
            ExporterNode.pod("research", "eval-0", "MIG-360fe15e-5fbb-4870-b4b1-b376c3115004"));

    private final Deque<Closeable> parts = new ArrayDeque<>();
    private final Prometheus prometheus;

    private Stack(Path folder) throws Exception {
        try {
            prometheus = scrape(folder);
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    /** Returns when every part has been scraped, then fell ill, and was scraped again. */
    static Stack start(Path folder) throws Exception {
        return new Stack(folder);
    }

    private Prometheus scrape(Path folder) throws Exception {
        ExporterNode h100 = keep(ExporterNode.ofCluster("gpu-h100", folder, TRAINING, "--demo=h100"));
        ExporterNode mig = keep(
                ExporterNode.ofCluster("gpu-mig", folder, SLICES, "--demo=h100-mig", "--hostname-label", "hostname"));
        List<URI> pages = new ArrayList<>(List.of(h100.page(), mig.page()));
        for (String other : List.of("a100", "geforce", "t4")) {
            pages.add(keep(ExporterNode.alone("gpu-" + other, folder, Map.of(), "--demo=" + other, "-k"))
                    .page());
        }
        String noLibrary = folder.resolve("libnvidia-ml.so.1").toString();
        pages.add(keep(ExporterNode.alone("gpu-new", folder, Map.of(), "--nvml-library", noLibrary, "-k"))
                .page());
        FaultyNode faulty = keep(FaultyNode.start(
                "gpu-faulty",
                "fa",
                folder,
                "-k",
                "--kubernetes-enable-pod-labels",
                "--pod-resources-kubelet-socket",
                folder.resolve("no-kubelet.sock").toString()));
        SharedNode shared = keep(new SharedNode(folder));
        Applications healthy = new Applications(false);
        Applications strained = new Applications(true);
        pages.add(keep(ExporterNode.alone("nameless", folder, Map.of(), "--demo=l40s", "-n"))
                .page());
        pages.add(faulty.page());
        pages.add(shared.page());
        pages.add(URI.create("http://127.0.0.1:" + Program.freePort() + "/metrics"));
        Path configuration = ComposeConfiguration.read()
                .rules(Path.of("../alerts").toRealPath() + "/*.yaml")
                .alertmanager(Optional.empty())
                .exporters(pages)
                .node(h100.page(), h100.name())
                .node(mig.page(), mig.name())
                .application("the-same-again", List.of(h100.page(), faulty.page()))
                .application("llm-api", List.of(serve(healthy::llmApi), serve(strained::llmApi)))
                .application("rag-app", List.of(serve(healthy::ragSystem), serve(strained::ragSystem)))
                .write(folder.resolve("prometheus.yaml"));
        Prometheus server = keep(Prometheus.start(configuration, folder));
        await("every part to be scraped twice", server, "count(count_over_time(up[1m]) >= 3) == 16");
        faulty.fallIll();
        await("the faults to be seen", server, "count(nvml_exporter_gpu_up == 0) == 4");
        await("rates of errors", server, "count(increase(DCGM_FI_DEV_PCIE_REPLAY_COUNTER[1m]) > 0) > 0");
        await("a past to look back on", server, "count(count_over_time(up[2m]) >= 45) > 0");
        return server;
    }

    private URI serve(Supplier<String> page) throws IOException {
        return keep(new PageServer(page)).page();
    }

    private <T extends Closeable> T keep(T part) {
        parts.push(part);
        return part;
    }

    Prometheus prometheus() {
        return prometheus;
    }

    /** Returns when the expression has a sample. */
    static void await(String what, Prometheus server, String expression) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<JsonNode> seen = new ArrayList<>();
        while (seen.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what + ": " + expression);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            server.query(expression).forEach(seen::add);
        }
    }

    @Override
    public void close() throws IOException {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
