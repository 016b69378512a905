package io.nvmlexporter.monitoring;

import io.nvmlexporter.nvml.NvmlDouble;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A node with eight H100 of which each has another ill, and with a kubelet and an API server that do not answer. */
final class FaultyNode implements Closeable {
    static final String NAME = "gpu-faulty";
    private static final Path CAPTURE =
            Path.of("../exporter/src/main/resources/io/nvmlexporter/simulation/captures/h100.txt");

    private final NvmlDouble driver;
    private final ExporterNode exporter;

    private FaultyNode(NvmlDouble driver, ExporterNode exporter) {
        this.driver = driver;
        this.exporter = exporter;
    }

    /** Still healthy. */
    static FaultyNode start(Path folder) throws IOException, InterruptedException {
        // Its own UUIDs, since the capture is another node's in the same cluster.
        NvmlDouble driver = NvmlDouble.answering(Files.readString(CAPTURE).replace("\"GPU-", "\"GPU-fa"));
        Map<String, String> environment = new HashMap<>(driver.environment());
        ExporterNode exporter = ExporterNode.alone(
                NAME,
                folder,
                environment,
                "--nvml-library",
                driver.library().toString(),
                "-k",
                "--kubernetes-enable-pod-labels",
                "--pod-resources-kubelet-socket",
                folder.resolve("no-kubelet.sock").toString());
        return new FaultyNode(driver, exporter);
    }

    /** Every counter of an error is higher from now on, and every GPU ill. */
    void fallIll() {
        overheat(0);
        commands(
                "set gpu 0 nvmlDeviceGetMarginTemperature -3",
                "set gpu 0 nvmlDeviceGetCurrentClocksEventReasons 96",
                "set gpu 0 nvmlDeviceGetMemoryInfo_v2 total:85520809984 reserved:501743616 free:1073741824 used:83945324544",
                "set gpu 0 nvmlDeviceGetFieldValues(75,0) u64:90000000000",
                "set gpu 0 nvmlDeviceGetFieldValues(74,0) u64:7205662857000",
                "set gpu 1 nvmlDeviceGetFieldValues(3,0) u64:4021",
                "set gpu 1 nvmlDeviceGetFieldValues(4,0) u64:2",
                "set gpu 1 nvmlDeviceGetFieldValues(6,0) u64:5",
                "set gpu 1 nvmlDeviceGetFieldValues(143,0) u32:3",
                "set gpu 1 nvmlDeviceGetFieldValues(144,0) u32:1",
                "set gpu 1 nvmlDeviceGetFieldValues(145,0) u32:1",
                "set gpu 1 nvmlDeviceGetFieldValues(230,0) u32:1",
                "set gpu 2 nvmlDeviceGetFieldValues(38,0) u64:90210",
                "set gpu 2 nvmlDeviceGetFieldValues(52,0) u64:14",
                "set gpu 2 nvmlDeviceGetFieldValues(59,0) u64:3",
                "set gpu 2 nvmlDeviceGetNvLinkState(4) 0",
                "xid gpu 3 13",
                "xid gpu 3 48",
                "xid gpu 3 74",
                "xid gpu 3 119",
                "set gpu 6 nvmlDeviceGetUtilizationRates gpu:100 memory:0",
                "set gpu 6 nvmlDeviceGetPowerUsage 71000",
                "set gpu 7 nvmlDeviceGetPcieReplayCounter 4711",
                "set gpu 7 nvmlDeviceGetCurrPcieLinkWidth 4",
                "set gpu 7 nvmlDeviceGetClockInfo(1) 345");
        fallOffTheBus(4);
        driver.command("hang gpu 5 *");
    }

    void overheat(int gpu) {
        commands("set gpu " + gpu + " nvmlDeviceGetTemperatureV(0) 93");
    }

    void fallOffTheBus(int gpu) {
        commands("xid gpu " + gpu + " 79", "lose gpu " + gpu);
    }

    private void commands(String... lines) {
        for (String line : lines) {
            driver.command(line);
        }
    }

    URI page() {
        return exporter.page();
    }

    @Override
    public void close() throws IOException {
        exporter.close();
        driver.close();
    }
}
