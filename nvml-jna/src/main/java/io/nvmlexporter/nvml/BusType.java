package io.nvmlexporter.nvml;

import java.util.Locale;
import java.util.Optional;

/** {@code nvmlBusType_t}: by which bus a GPU is reached. */
public enum BusType {
    PCI(1),
    PCIE(2),
    /** NVIDIA's own, of a GPU that is in one piece with its host's chips and has no link of PCIe. */
    FPCI(3),
    AGP(4);

    private final long number;

    BusType(long number) {
        this.number = number;
    }

    /** Empty for {@code NVML_BUS_TYPE_UNKNOWN} and for numbers that nvml.h does not name. */
    public static Optional<BusType> of(long number) {
        for (BusType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The name in lower case, as a label has it: {@code pcie}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
