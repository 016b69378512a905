package io.nvmlexporter.nvml;

/**
 * What NVML tells of the memory is of the cgroup's memory partition that this process runs in, and not of the board.
 */
public final class MemoryPartitionException extends NvmlException {
    /** Why there is no value then, as a label value. */
    public static final String REASON = "memory_partition";

    private static final long serialVersionUID = 1L;

    MemoryPartitionException(String function, long ofPartition, long ofBoard) {
        super(
                NvmlReturn.NO_DATA,
                function,
                function + ": it is of a cgroup's memory partition of " + ofPartition + " bytes, of the board's "
                        + ofBoard);
    }

    @Override
    public String reason() {
        return REASON;
    }
}
