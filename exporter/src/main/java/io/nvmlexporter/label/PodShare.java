package io.nvmlexporter.label;

import io.nvmlexporter.field.ProcessUse;

/**
 * What all processes of a pod together use of a device.
 *
 * @param pod {@code namespace}, {@code pod} and {@code pod_uid}
 * @param amount in the base unit of the use
 */
public record PodShare(ProcessUse use, LabelSet pod, double amount) {}
