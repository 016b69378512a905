package io.nvmlexporter.collect;

/** It cannot be said of every process on a device which pod it is of. */
final class UnattributedException extends Exception {
    /** Of a capture's processes nobody knows whose they are. */
    static final String SIMULATED = "simulated";
    /** The exporter does not see all processes of the machine, so that NVML may tell it of too few. */
    static final String NO_HOST_PID = "no_host_pid";
    /** A process is on the device, and its cgroup cannot be read. */
    static final String UNATTRIBUTED_PROCESS = "unattributed_process";

    static final String TOO_MANY_PROCESSES = "too_many_processes";

    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason as a label value */
    UnattributedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
