package io.nvmlexporter.collect;

import io.nvmlexporter.field.Node;
import java.util.Optional;

/**
 * Whether NVML answers.
 *
 * @param node what it says of the node, while it is up
 * @param reason why it is not up, as a label value: {@code starting}, {@code library_not_found},
 *     {@code driver_not_loaded}, …
 * @param message the same for people, in one line
 */
public record DriverState(Optional<Node> node, String reason, String message) {
    static DriverState up(Node node) {
        return new DriverState(Optional.of(node), "", "");
    }

    static DriverState down(String reason, String message) {
        return new DriverState(Optional.empty(), reason, message);
    }

    public boolean isUp() {
        return node.isPresent();
    }
}
