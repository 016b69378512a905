package io.nvmlexporter.nvml;

/** A counter in the registers of an NVLink's port, by its number in {@code nvmlPRMCounterId_t}. */
public enum PrmCounter {
    PHYSICAL_LINK_DOWN_EVENTS(1),
    PHYSICAL_SUCCESSFUL_RECOVERY_EVENTS(2),
    TOTAL_SUCCESSFUL_RECOVERY_EVENTS(101),
    /** In seconds, as DCGM says; nvml.h names no unit. */
    TIME_SINCE_LAST_RECOVERY(102),
    /** In milliseconds, as DCGM says; at most 65535. */
    TIME_BETWEEN_LAST_TWO_RECOVERIES(103),
    /** In ticks of InfiniBand's PortXmitWait. */
    PORT_XMIT_WAIT(201),
    PLR_RCV_CODES(301),
    PLR_RCV_CODE_ERR(302),
    PLR_RCV_UNCORRECTABLE_CODE(303),
    PLR_XMIT_CODES(304),
    PLR_XMIT_RETRY_CODES(305),
    PLR_XMIT_RETRY_EVENTS(306),
    PLR_SYNC_EVENTS(307),
    /** A state, and no counter: that of the recovery which is under way. */
    OPER_RECOVERY(1001);

    private final int id;

    PrmCounter(int id) {
        this.id = id;
    }

    /** The number in {@code nvml.h}. */
    public int id() {
        return id;
    }

    /** The local port of a link: one more than the link, but for {@link #PORT_XMIT_WAIT}, as DCGM asks for them. */
    public int port(int link) {
        return this == PORT_XMIT_WAIT ? link : link + 1;
    }
}
