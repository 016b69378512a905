package io.nvmlexporter.label;

import io.nvmlexporter.label.Resolution.Reason;
import io.nvmlexporter.label.Resolution.Unresolved;

/**
 * A device that a container was given, as the kubelet says it, and what it means.
 *
 * @param resource the extended resource, or the driver of a claim
 * @param id as the device plugin names it; {@code pool/device} of a claim
 */
public record Holding(
        String namespace, String pod, String container, String resource, String id, Resolution resolution) {

    /** The resource in no more letters than a label's value should have. */
    public String shownResource() {
        return LabelText.bounded(resource);
    }

    /** Whether it ought to be a GPU and is none, which somebody should know. */
    boolean isUnmapped() {
        return resolution instanceof Unresolved unresolved && unresolved.reason() != Reason.NOT_A_GPU;
    }
}
