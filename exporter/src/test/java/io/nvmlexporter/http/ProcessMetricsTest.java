package io.nvmlexporter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessMetricsTest {
    @TempDir
    private Path proc;

    @Test
    void whatTheKernelTellsIsServedInBytes() throws Exception {
        Files.writeString(
                proc.resolve("status"), "Name:\tjava\nVmPeak:\t  300 kB\nVmSize:\t  200 kB\nVmRSS:\t  50 kB\n");
        Files.writeString(proc.resolve("limits"), """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            1024                 524288               files
                Max address space         unlimited            unlimited            bytes
                """);
        Files.createDirectory(proc.resolve("fd"));
        for (String name : new String[] {"0", "1", "2", "3"}) {
            Files.createFile(proc.resolve("fd").resolve(name));
        }
        Files.createDirectory(proc.resolve("net"));
        Files.writeString(proc.resolve("net/netstat"), """
                TcpExt: SyncookiesSent InOctets
                TcpExt: 5 6
                IpExt: InNoRoutes InOctets OutOctets
                IpExt: 1 12345 678
                """);
        assertThat(values(proc))
                .containsEntry("process_virtual_memory_bytes", 204_800.0)
                .containsEntry("process_resident_memory_bytes", 51_200.0)
                .containsEntry("process_max_fds", 1024.0)
                .containsEntry("process_virtual_memory_max_bytes", Double.POSITIVE_INFINITY)
                .containsEntry("process_open_fds", 3.0)
                .containsEntry("process_network_receive_bytes", 12_345.0)
                .containsEntry("process_network_transmit_bytes", 678.0);
    }

    @Test
    void whatItDoesNotTellIsLeftOut() {
        assertThat(values(proc.resolve("nowhere")).keySet())
                .contains("jvm_memory_used_bytes")
                .doesNotContain(
                        "process_virtual_memory_bytes",
                        "process_resident_memory_bytes",
                        "process_max_fds",
                        "process_virtual_memory_max_bytes",
                        "process_open_fds",
                        "process_network_receive_bytes",
                        "process_network_transmit_bytes");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofThisProcessAllIsTrue() throws Exception {
        Path self = Path.of("/proc/self");
        Map<String, Double> before = values(self);
        assertThat(before.get("process_start_time_seconds"))
                .isCloseTo(
                        ProcessHandle.current()
                                        .info()
                                        .startInstant()
                                        .orElseThrow()
                                        .toEpochMilli()
                                / 1000.0,
                        within(0.001));
        assertThat(before.get("process_cpu_seconds")).isPositive();
        assertThat(before.get("process_resident_memory_bytes"))
                .isGreaterThan(before.get("jvm_memory_used_bytes") / 2)
                .isLessThan(before.get("process_virtual_memory_bytes"));
        assertThat(before.get("jvm_memory_max_bytes"))
                .isEqualTo((double) Runtime.getRuntime().maxMemory());
        try (InputStream one = new FileInputStream("/proc/self/status");
                InputStream two = new FileInputStream("/proc/self/status")) {
            assertThat(one.read() + two.read()).isPositive();
            assertThat(values(self).get("process_open_fds")).isGreaterThanOrEqualTo(before.get("process_open_fds") + 1);
        }
    }

    private static Map<String, Double> values(Path proc) {
        Map<String, Double> values = new TreeMap<>();
        new ProcessMetrics(proc).collect().forEach(family -> {
            String name = family.getMetadata().getName();
            if (family instanceof GaugeSnapshot gauge) {
                values.put(name, gauge.getDataPoints().get(0).getValue());
            } else if (family instanceof CounterSnapshot counter) {
                values.put(name, counter.getDataPoints().get(0).getValue());
            }
        });
        return values;
    }
}
