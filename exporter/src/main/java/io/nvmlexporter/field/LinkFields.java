package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.linkGauge;
import static io.nvmlexporter.field.CleanMetric.linkInfo;
import static io.nvmlexporter.field.Field.ofLink;
import static io.nvmlexporter.field.Read.gpmBytesPerSecond;
import static io.nvmlexporter.field.Read.linkRate;
import static io.nvmlexporter.field.Read.number64;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_NVLINK_L0_RX_PER_SEC;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_NVLINK_L0_TX_PER_SEC;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_NVLINK_L18_RX_PER_SEC;
import static io.nvmlexporter.nvml.GpmMetricId.NVML_GPM_METRIC_NVLINK_L18_TX_PER_SEC;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_GET_STATE;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX;

import io.nvmlexporter.nvml.NvLinkError;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** What DCGM has of each NVLink by itself, as series of the link. */
final class LinkFields {
    /** The link whose GPM metrics do not follow those of the link before it. */
    private static final int APART = 18;

    /** What each link sends. */
    static final CleanMetric GPM_TRANSMITTED = linkGauge(
            "nvml_gpm_nvlink_transmit_bytes_per_second",
            "Bytes a second sent over the NVLink.",
            LinkFields::gpmTransmitted);

    /** What each link receives. */
    static final CleanMetric GPM_RECEIVED = linkGauge(
            "nvml_gpm_nvlink_receive_bytes_per_second",
            "Bytes a second received over the NVLink.",
            LinkFields::gpmReceived);

    static final List<Field> ROWS = List.of(
            // 0 inactive, 1 active, 2 asleep
            ofLink(1508, "DCGM_FI_DEV_NVLINK_GET_STATE", "state", LinkFields::state)
                    .gauge(
                            "nvml_nvlink_state",
                            "0 where the link is inactive, 1 active, 2 asleep, more where a newer driver has more.")
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
                                    link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX))
                    .and(NvlinkRateFields.TRANSMITTED_BYTES)
                    .and(NvlinkRateFields.RECEIVED_BYTES),
            ofLink(
                            1530,
                            "DCGM_FI_DEV_NVLINK_TX_THROUGHPUT_PER_LINK",
                            "1000 KiB/s",
                            link -> linkRate(link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX))
                    .and(NvlinkRateFields.TRANSMITTED_BYTES),
            ofLink(
                            1531,
                            "DCGM_FI_DEV_NVLINK_RX_THROUGHPUT_PER_LINK",
                            "1000 KiB/s",
                            link -> linkRate(link, NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX))
                    .and(NvlinkRateFields.RECEIVED_BYTES),
            // ... and with protocol, by GPM
            ofLink(1532, "DCGM_FI_PROF_NVLINK_TX_BYTES_PER_LINK", "bytes/s", LinkFields::gpmTransmitted)
                    .and(GPM_TRANSMITTED),
            ofLink(1533, "DCGM_FI_PROF_NVLINK_RX_BYTES_PER_LINK", "bytes/s", LinkFields::gpmReceived)
                    .and(GPM_RECEIVED));

    private LinkFields() {}

    /** The getter knows no sleep, and answers on GPUs that do not number the state. */
    private static Read state(int link) {
        return numbered(Range.STATE, NVML_FI_DEV_NVLINK_GET_STATE, link)
                .orElse(device -> device.nvLink(link).active() ? 1 : 0);
    }

    private static Field errors(int id, String name, NvLinkError error) {
        IntFunction<Read> reads = link -> number64(device -> device.nvLink(link).errors(error));
        return ofLink(id, name, "count", reads).and(NvlinkErrorFields.errors(error, reads));
    }

    private static Read gpmTransmitted(int link) {
        return gpmBytesPerSecond(
                link < APART
                        ? NVML_GPM_METRIC_NVLINK_L0_TX_PER_SEC + 2 * link
                        : NVML_GPM_METRIC_NVLINK_L18_TX_PER_SEC + 2 * (link - APART));
    }

    private static Read gpmReceived(int link) {
        return gpmBytesPerSecond(
                link < APART
                        ? NVML_GPM_METRIC_NVLINK_L0_RX_PER_SEC + 2 * link
                        : NVML_GPM_METRIC_NVLINK_L18_RX_PER_SEC + 2 * (link - APART));
    }

    private static Read remoteDeviceType(int link) {
        return Read.text(device -> device.nvLink(link).remoteDeviceType().name().toLowerCase(Locale.ROOT));
    }
}
