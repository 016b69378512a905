package io.nvmlexporter.http;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this process takes of its machine, under the names that Prometheus' libraries for Go and Java share. From
 * {@code /proc} and the runtime itself, since the beans that a library would ask are not in the image's Java. What the
 * kernel does not tell is left out.
 */
final class ProcessMetrics implements MultiCollector {
    private static final Pattern KIBIBYTES = Pattern.compile("(?m)^(\\w+):\\s+(\\d+) kB$");

    private final Path proc;

    /** @param proc the directory that is {@code /proc/self} */
    ProcessMetrics(Path proc) {
        this.proc = proc;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        ProcessHandle.Info process = ProcessHandle.current().info();
        counter(
                all,
                "process_cpu_seconds",
                "Processor time, of user and system, in seconds.",
                process.totalCpuDuration().map(ProcessMetrics::seconds));
        gauge(
                all,
                "process_start_time_seconds",
                "When the process was started, in seconds since 1970.",
                process.startInstant().map(start -> start.toEpochMilli() / 1000.0));
        String status = text("status");
        gauge(all, "process_virtual_memory_bytes", "Size of the virtual memory.", kibibytes(status, "VmSize"));
        gauge(all, "process_resident_memory_bytes", "Memory that is resident.", kibibytes(status, "VmRSS"));
        String limits = text("limits");
        gauge(
                all,
                "process_virtual_memory_max_bytes",
                "The most that the virtual memory may be; +Inf: without a limit.",
                limit(limits, "Max address space"));
        gauge(
                all,
                "process_max_fds",
                "The most files that may be open; +Inf: without a limit.",
                limit(limits, "Max open files"));
        gauge(all, "process_open_fds", "Files that are open.", openFiles());
        String network = text("net/netstat");
        counter(
                all,
                "process_network_receive_bytes",
                "Bytes that came in by IP, into the network namespace of this process.",
                column(network, "InOctets"));
        counter(
                all,
                "process_network_transmit_bytes",
                "Bytes that went out by IP, from the network namespace of this process.",
                column(network, "OutOctets"));
        Runtime java = Runtime.getRuntime();
        heap(
                all,
                "jvm_memory_used_bytes",
                "Memory of the Java heap that is in use.",
                java.totalMemory() - java.freeMemory());
        heap(all, "jvm_memory_committed_bytes", "Memory that the Java heap has of the system.", java.totalMemory());
        heap(all, "jvm_memory_max_bytes", "The most that the Java heap may have.", java.maxMemory());
        return all.build();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    /** Empty where it cannot be read. */
    private String text(String file) {
        try {
            return Files.readString(proc.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }

    private static Optional<Double> kibibytes(String status, String name) {
        Matcher line = KIBIBYTES.matcher(status);
        while (line.find()) {
            if (line.group(1).equals(name)) {
                return Optional.of(Double.parseDouble(line.group(2)) * 1024);
            }
        }
        return Optional.empty();
    }

    /** The soft limit: what counts. */
    private static Optional<Double> limit(String limits, String name) {
        return limits.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip().split("\\s+")[0])
                .map(text -> text.equals("unlimited") ? Double.POSITIVE_INFINITY : Double.parseDouble(text))
                .findFirst();
    }

    private Optional<Double> openFiles() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(proc.resolve("fd"))) {
            // One of them is the directory that is being listed.
            int count = -1;
            for (Path ignored : files) {
                count++;
            }
            return count < 0 ? Optional.empty() : Optional.of((double) count);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Of netstat's two lines for IP: one of names, and one of values. */
    private static Optional<Double> column(String netstat, String name) {
        List<List<String>> lines = netstat.lines()
                .filter(line -> line.startsWith("IpExt:"))
                .map(line -> Arrays.asList(line.split(" ")))
                .toList();
        int place = lines.size() == 2 ? lines.get(0).indexOf(name) : -1;
        return place < 0 || place >= lines.get(1).size()
                ? Optional.empty()
                : Optional.of(Double.parseDouble(lines.get(1).get(place)));
    }

    private static void counter(MetricSnapshots.Builder all, String name, String help, Optional<Double> value) {
        value.ifPresent(number -> all.metricSnapshot(CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(number)
                        .build())
                .build()));
    }

    private static void gauge(MetricSnapshots.Builder all, String name, String help, Optional<Double> value) {
        value.ifPresent(number -> all.metricSnapshot(gauge(name, help, Labels.EMPTY, number)));
    }

    private static void heap(MetricSnapshots.Builder all, String name, String help, long bytes) {
        all.metricSnapshot(gauge(name, help, Labels.of("area", "heap"), (double) bytes));
    }

    private static GaugeSnapshot gauge(String name, String help, Labels labels, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build())
                .build();
    }
}
