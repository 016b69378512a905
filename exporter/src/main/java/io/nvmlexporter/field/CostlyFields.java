package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.board;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.PcieDirection;
import java.util.List;
import java.util.function.Function;

/** What takes the driver long to answer. */
final class CostlyFields {
    private static final Function<Device, Long> PCIE_SENT = CostlyFields::sent;
    private static final Function<Device, Long> PCIE_RECEIVED = CostlyFields::received;

    static final List<Field> ROWS = List.of(
            // Reads flash memory, every few minutes. DCGM does so at most every 30 s
            board(84, "DCGM_FI_DEV_INFOROM_CONFIG_VALID", INT, "0/1", inforomValid())
                    .gauge("nvml_inforom_valid", "1 where the checksums of the InfoROM are right, else 0."),
            // Each blocks the GPU's reader for 20 ms. DCGM has the fields and no value for them; NVML's is served here
            pcie(
                    200,
                    "DCGM_FI_DEV_PCIE_TX_THROUGHPUT",
                    PCIE_SENT,
                    "nvml_pcie_transmit_bytes_per_second",
                    "Bytes a second that the GPU sent over PCIe, in 20 ms of the poll."),
            pcie(
                    201,
                    "DCGM_FI_DEV_PCIE_RX_THROUGHPUT",
                    PCIE_RECEIVED,
                    "nvml_pcie_receive_bytes_per_second",
                    "Bytes a second that the GPU received over PCIe, in 20 ms of the poll."));

    private CostlyFields() {}

    private static Read inforomValid() {
        return Read.of(Range.FLAG, readings -> new Value.Int(readings.inforomValid() ? 1 : 0));
    }

    private static Field pcie(int id, String name, Function<Device, Long> getter, String clean, String help) {
        Read kilobytes = Read.of(
                Range.KILOBYTES_PER_SECOND.upTo(Range.UNSIGNED_32.most()),
                readings -> new Value.Int(readings.once(getter)));
        return board(id, name, INT, "KB/s", kilobytes).and(gauge(clean, help, Scope.BOARD, kilobytes.in(Field.KILO)));
    }

    private static long sent(Device device) {
        return device.pcieThroughputKilobytesPerSecond(PcieDirection.SENT);
    }

    private static long received(Device device) {
        return device.pcieThroughputKilobytesPerSecond(PcieDirection.RECEIVED);
    }
}
