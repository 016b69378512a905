package io.nvmlexporter;

import io.nvmlexporter.apiserver.ApiServerDouble;
import io.nvmlexporter.kubelet.Container;
import io.nvmlexporter.kubelet.Device;
import io.nvmlexporter.kubelet.KubeletDouble;
import io.nvmlexporter.kubelet.Pod;
import io.nvmlexporter.nvml.NvmlDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets the installed program do once what it does on a node of a cluster, with doubles of the driver, the kubelet and
 * the API server, while its JVM notes which classes that takes. The Dockerfile runs it.
 *
 * <p>Its argument is the program.
 */
final class CacheTraining {
    private static final String GPU_0 = "GPU-003adf87-7dcd-4255-a383-f4b7d7838019";
    private static final Pod TRAIN = new Pod(
            "ml", "train", List.of(new Container("main", List.of(new Device("nvidia.com/gpu", GPU_0)), List.of())));
    private static final String TRAIN_IN_FULL = "{'metadata': {'namespace': 'ml', 'name': 'train', 'uid': 'u-1',"
            + " 'labels': {'team': 'vision'}}, 'spec': {'nodeName': 'node-a'}}";
    private static final int SCRAPES = 10;

    private CacheTraining() {}

    @SuppressWarnings("try") // What a kubelet is there for is to be open.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("training");
        Path socket = folder.resolve("kubelet.sock");
        try (NvmlDouble driver = NvmlDouble.answering(Pages.captureText("h100"));
                KubeletDouble kubelet = KubeletDouble.listing(socket, List.of(TRAIN));
                ApiServerDouble api = ApiServerDouble.start(folder.resolve("account"))) {
            api.put("/api/v1/pods", TRAIN_IN_FULL);
            Map<String, String> environment = new HashMap<>(driver.environment());
            environment.putAll(api.environment("node-a"));
            List<String> command = List.of(
                    arguments[0],
                    "--nvml-library=" + driver.library(),
                    "--address=127.0.0.1:0",
                    "--kubernetes",
                    "--pod-resources-kubelet-socket=" + socket,
                    "--kubernetes-enable-pod-labels",
                    "--kubernetes-enable-pod-uid");
            try (Program exporter = Program.launch(environment, command)) {
                scrape(exporter);
                exporter.terminate();
                int status = exporter.awaitExit();
                if (status != 0) {
                    throw new IllegalStateException("ended with " + status + ":\n" + String.join("\n", exporter.log()));
                }
            }
        }
    }

    private static void scrape(Program exporter) {
        exporter.awaitPage("the pod's label", page -> page.contains("team=\"vision\"") && page.contains("GPU_TEMP{"));
        for (int scrape = 0; scrape < SCRAPES; scrape++) {
            exporter.compressedPage();
        }
    }
}
