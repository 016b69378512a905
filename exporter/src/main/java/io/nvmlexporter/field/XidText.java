package io.nvmlexporter.field;

import java.util.Map;
import java.util.stream.Collectors;

/** What dcgm-exporter says about an XID, the driver's number for a kind of error: its label {@code err_msg}. */
public final class XidText {
    /** DCGM's number of {@code DCGM_FI_DEV_XID_ERRORS}. */
    public static final int FIELD_ID = 230;

    private static final Map<Long, String> TEXTS = Table.rows("xid-texts.tsv").stream()
            .collect(Collectors.toUnmodifiableMap(row -> Long.parseLong(row.get(0)), row -> row.get(1)));

    private XidText() {}

    public static String of(long xid) {
        return TEXTS.getOrDefault(xid, "Unknown Error");
    }
}
