package io.nvmlexporter.nvml;

/**
 * One NVLink of a GPU. Refusals are as {@link Device} has them; a link that the GPU does not have is refused with
 * {@link NvmlReturn#INVALID_ARGUMENT} or {@link NvmlReturn#NOT_SUPPORTED}, and all links are while MIG is on.
 */
public final class NvLink {
    private final Driver driver;
    private final long gpu;
    private final int link;

    NvLink(Driver driver, long gpu, int link) {
        this.driver = driver;
        this.gpu = gpu;
        this.link = link;
    }

    /**
     * {@code nvmlDeviceGetNvLinkState}: whether the link is up.
     *
     * @throws OutOfRangeException also for a state newer than nvml.h 13.3, which is neither
     */
    public boolean active() {
        String asked = Call.NVLINK_STATE.describe(link);
        return OutOfRangeException.require(asked, ask(Call.NVLINK_STATE, link).number(), 0, 1) == 1;
    }

    /** {@code nvmlDeviceGetNvLinkRemoteDeviceType} (driver 470): what is at the other end. */
    public NvLinkDeviceType remoteDeviceType() {
        return NvLinkDeviceType.of(ask(Call.NVLINK_REMOTE_DEVICE_TYPE, link).number());
    }

    /** {@code nvmlDeviceGetNvLinkRemotePciInfo_v2}: the other end's PCI bus id, as {@link Device#pciBusId} has it. */
    public String remotePciBusId() {
        return ask(Call.NVLINK_REMOTE_PCI_INFO, link).text("busId");
    }

    /** {@code nvmlDeviceGetNvLinkErrorCounter}: errors of the link. GPUs up to Hopper, driver 520. */
    public long errors(NvLinkError error) {
        return ask(Call.NVLINK_ERROR_COUNTER, link, error.ordinal()).number();
    }

    /**
     * {@code nvmlDeviceReadPRMCounters_v1} (nvml.h 13.1, driver 590): a counter of the link's port. Blackwell and
     * newer, on Linux.
     *
     * @throws NvmlException also {@link NvmlReturn#NO_PERMISSION}, without root in practice
     */
    public long counter(PrmCounter counter) {
        return ask(Call.PRM_COUNTER, counter.id(), counter.port(link)).number();
    }

    private Answer ask(Call call, int... arguments) {
        return driver.ask(call, gpu, arguments);
    }
}
