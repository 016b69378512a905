package io.nvmlexporter.nvml;

import static io.nvmlexporter.nvml.NvmlStructs.version;

import com.sun.jna.Structure;
import io.nvmlexporter.nvml.NvmlStructs.NvmlStruct;

/** As {@link NvmlStructs}, those that tell of faults and repairs. */
final class NvmlHealthStructs {
    private NvmlHealthStructs() {}

    @Structure.FieldOrder({
        "corrActiveRemaps",
        "corrInactiveRemaps",
        "uncActiveRemaps",
        "uncInactiveRemaps",
        "bPending",
        "bFailureOccurred"
    })
    public static class nvmlRemappedRowsInfo_v2_t extends NvmlStruct {
        public int corrActiveRemaps;
        public int corrInactiveRemaps;
        public int uncActiveRemaps;
        public int uncInactiveRemaps;
        public int bPending;
        public int bFailureOccurred;
    }

    @Structure.FieldOrder({"version", "bChannelRepairPending", "bTpcRepairPending"})
    public static class nvmlRepairStatus_v1_t extends NvmlStruct {
        public int version = version(this, 1);
        public int bChannelRepairPending;
        public int bTpcRepairPending;
    }

    @Structure.FieldOrder({"timeRun"})
    public static class nvmlBBXTimeData_v1_t extends NvmlStruct {
        public int timeRun;
    }

    /** By offsets, since it holds a struct, a cursor, whose members are named after it. */
    static final class nvmlGetCPER_v1_t {
        static final int SIZE = 112;
        static final int cursor = 0;
        static final int buffer = 96;
        static final int bufferSize = 104;

        private nvmlGetCPER_v1_t() {}
    }

    /** What {@link nvmlGetCPER_v1_t} begins with. */
    static final class nvmlCPERCursor_v1_t {
        static final int SIZE = 96;
        static final int cperTypeMask = 0;
        static final int uuid = 4;
        static final int handle = 88;

        private nvmlCPERCursor_v1_t() {}
    }
}
