package io.nvmlexporter.http;

import io.nvmlexporter.collect.Compatibility;
import java.util.Optional;

/**
 * How the page is written, where dcgm-exporter's releases or its flags differ.
 *
 * @param hostname of the node; empty omits its label
 * @param hostnameLabel the label's name, {@code Hostname} or {@code hostname}
 * @param oldNamespace whether the label {@code UUID} is spelt {@code uuid}, as in 1.x
 * @param replaceBlanksInModelName whether {@code NVIDIA T400 4GB} is written {@code NVIDIA-T400-4GB}
 */
public record PageFormat(
        Compatibility compatibility,
        Optional<String> hostname,
        String hostnameLabel,
        boolean oldNamespace,
        boolean replaceBlanksInModelName) {

    public PageFormat {
        if (!hostnameLabel.equals("Hostname") && !hostnameLabel.equals("hostname")) {
            throw new IllegalArgumentException("the host name's label is Hostname or hostname, not " + hostnameLabel);
        }
    }

    /** As that release prints it when no flag changes it, without a host name. */
    public PageFormat(Compatibility compatibility) {
        this(
                compatibility,
                Optional.empty(),
                compatibility.hostnameLabel(),
                compatibility == Compatibility.V1_X,
                false);
    }
}
