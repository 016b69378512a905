package io.nvmlexporter.http;

import io.nvmlexporter.collect.Entity;

/** Writes the labels of an entity's series, in the order they are added, without the braces. */
final class LabelBlock {
    private final StringBuilder text = new StringBuilder();

    LabelBlock add(String name, String value) {
        text.append(text.isEmpty() ? "" : ",").append(name).append("=\"");
        Escape.labelValue(text, value);
        text.append('"');
        return this;
    }

    /** The labels that say who a series is about. */
    LabelBlock addEntity(Entity entity, PageFormat format) {
        add("gpu", Integer.toString(entity.gpu()));
        add(format.oldNamespace() ? "uuid" : "UUID", entity.uuid());
        add("pci_bus_id", entity.pciBusId());
        add("device", "nvidia" + entity.gpu());
        add("modelName", modelName(entity, format));
        entity.mig().ifPresent(mig -> {
            if (!mig.profile().isEmpty()) {
                add("GPU_I_PROFILE", mig.profile());
            }
            add("GPU_I_ID", Integer.toString(mig.gpuInstanceId()));
        });
        format.hostname().filter(name -> !name.isEmpty()).ifPresent(name -> add(format.hostnameLabel(), name));
        return this;
    }

    private static String modelName(Entity entity, PageFormat format) {
        return format.replaceBlanksInModelName()
                ? entity.modelName().strip().replaceAll("\\s+", "-")
                : entity.modelName();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
