package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.ofLink;
import static io.nvmlexporter.field.Read.linkRate;
import static io.nvmlexporter.field.Read.numbered;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_GET_STATE;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_RX;
import static io.nvmlexporter.nvml.NvmlField.NVML_FI_DEV_NVLINK_THROUGHPUT_DATA_TX;

import java.util.List;

/** What DCGM has of each NVLink by itself, as series of the link. */
final class LinkFields {
    static final List<Field> ROWS = List.of(
            // 0 inactive, 1 active, 2 asleep
            ofLink(1508, "DCGM_FI_DEV_NVLINK_GET_STATE", "state", link -> numbered(NVML_FI_DEV_NVLINK_GET_STATE, link))
                    .gauge("nvml_nvlink_state", "0 where the link is inactive, 1 active, 2 asleep."),
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
                    .and(NvlinkRateFields.RECEIVED_BYTES));

    private LinkFields() {}
}
