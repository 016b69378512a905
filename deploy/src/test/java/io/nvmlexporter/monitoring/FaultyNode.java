package io.nvmlexporter.monitoring;

import io.nvmlexporter.nvml.NvmlDouble;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node with eight H100 that can fall ill, one by one. */
final class FaultyNode implements Closeable {
    private static final Path CAPTURE =
            Path.of("../exporter/src/main/resources/io/nvmlexporter/simulation/captures/h100.txt");

    private final NvmlDouble driver;
    private final ExporterNode exporter;

    private FaultyNode(NvmlDouble driver, ExporterNode exporter) {
        this.driver = driver;
        this.exporter = exporter;
    }

    /**
     * Still healthy.
     *
     * @param uuids two hexadecimal digits with which those of its GPUs begin: the capture is also another node's
     */
    static FaultyNode start(String name, String uuids, Path folder, String... arguments)
            throws IOException, InterruptedException {
        String capture = Files.readString(CAPTURE).replaceAll("\"GPU-..", "\"GPU-" + uuids);
        NvmlDouble driver = NvmlDouble.answering(capture);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--nvml-library", driver.library().toString()));
        return new FaultyNode(
                driver, ExporterNode.alone(name, folder, driver.environment(), all.toArray(String[]::new)));
    }

    /** Each GPU has another fault, and every counter of an error is higher from now on. */
    void fallIll() {
        heat(0, 93);
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
                "xid gpu 3 gi 1 94",
                "set gpu 6 nvmlDeviceGetUtilizationRates gpu:100 memory:0",
                "set gpu 6 nvmlDeviceGetPowerUsage 71000",
                "set gpu 7 nvmlDeviceGetPcieReplayCounter 4711",
                "set gpu 7 nvmlDeviceGetCurrPcieLinkWidth 4",
                "set gpu 7 nvmlDeviceGetClockInfo(1) 345");
        xid(4, 79);
        lose(4);
        driver.command("hang gpu 5 *");
    }

    /** @param celsius at 59 it was healthy */
    void heat(int gpu, int celsius) {
        commands("set gpu " + gpu + " nvmlDeviceGetTemperatureV(0) " + celsius);
    }

    void lose(int gpu) {
        commands("lose gpu " + gpu);
    }

    void find(int gpu) {
        commands("find gpu " + gpu);
    }

    void xid(int gpu, int code) {
        commands("xid gpu " + gpu + " " + code);
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
