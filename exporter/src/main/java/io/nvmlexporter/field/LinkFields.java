package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.linkInfo;
import static io.nvmlexporter.field.Field.ofLink;
import static io.nvmlexporter.field.Read.linkRate;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_GET_STATE;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX;

import io.nvmlexporter.nvml.NvLinkError;
import java.util.List;
import java.util.Locale;

/** What DCGM has of each NVLink by itself, as series of the link. */
final class LinkFields {
    static final List<Field> ROWS = List.of(
            // 0 inactive, 1 active, 2 asleep
            ofLink(1508, "DCGM_FI_DEV_NVLINK_GET_STATE", "state", link -> numbered(NVML_FI_DEV_NVLINK_GET_STATE, link))
                    .gauge("nvml_nvlink_state", "0 where the link is inactive, 1 active, 2 asleep.")
                    .and(linkInfo("remote_device_type", LinkFields::remoteDeviceType))
                    .and(linkInfo(
                            "remote_pci_bus_id",
                            link -> Read.text(device -> device.nvLink(link).remotePciBusId()))),
            // Errors up to Hopper, a call each
            errors(1525, "DCGM_FI_DEV_NVLINK_CRC_FLIT_ERROR_PER_LINK_TOTAL", NvLinkError.CRC_FLIT),
            errors(1526, "DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_PER_LINK_TOTAL", NvLinkError.CRC_DATA),
            errors(1527, "DCGM_FI_DEV_NVLINK_REPLAY_ERROR_PER_LINK_TOTAL", NvLinkError.REPLAY),
            errors(1528, "DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_PER_LINK_TOTAL", NvLinkError.RECOVERY),
            // What the link carried, payload only
            ofLink(
                    1529,
                    "DCGM_FI_DEV_NVLINK_THROUGHPUT_PER_LINK",
                    "1000 KiB/s",
                    link -> linkRate(
                            link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX)),
            ofLink(
                    1530,
                    "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_PER_LINK",
                    "1000 KiB/s",
                    link -> linkRate(link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX)),
            ofLink(
                    1531,
                    "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_PER_LINK",
                    "1000 KiB/s",
                    link -> linkRate(link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX)),
            // ... and with protocol, by GPM
            ofLink(
                    1532,
                    "DCGM_FI_PROF_NVLINK_TX_BYTES_PER_LINK",
                    "bytes/s",
                    link -> Read.gpmBytesPerSecond(ProfilingFields.linkTransmitMetric(link))),
            ofLink(
                    1533,
                    "DCGM_FI_PROF_NVLINK_RX_BYTES_PER_LINK",
                    "bytes/s",
                    link -> Read.gpmBytesPerSecond(ProfilingFields.linkReceiveMetric(link))));

    private LinkFields() {}

    private static Field errors(int id, String name, NvLinkError error) {
        return ofLink(id, name, "count", link -> number64(device -> device.nvLinkErrors(link, error)));
    }

    private static Read remoteDeviceType(int link) {
        return Read.text(device -> device.nvLink(link).remoteDeviceType().name().toLowerCase(Locale.ROOT));
    }
}
