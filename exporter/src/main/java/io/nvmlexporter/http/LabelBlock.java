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
        return entity.nvlink().isPresent() ? addLink(entity, format) : addDevice(entity, format);
    }

    private LabelBlock addDevice(Entity entity, PageFormat format) {
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
        addHostname(format, format.hostnameLabel());
        return this;
    }

    /** dcgm-exporter spells some labels of a link in its own way, and leaves out what is empty. */
    private LabelBlock addLink(Entity entity, PageFormat format) {
        add("nvlink", nvlink(entity));
        add("gpu", Integer.toString(entity.gpu()));
        addKnown("gpu_uuid", entity.uuid());
        addKnown("pci_bus_id", entity.pciBusId());
        add("device", "nvidia" + entity.gpu());
        addKnown("model_name", entity.modelName());
        addHostname(format, "hostname");
        return this;
    }

    /** The link's number in DCGM's dialect, which counts from 1. */
    static String nvlink(Entity entity) {
        return Integer.toString(entity.nvlink().orElseThrow() + 1);
    }

    private void addKnown(String name, String value) {
        if (!value.isEmpty()) {
            add(name, value);
        }
    }

    private void addHostname(PageFormat format, String label) {
        format.hostname().filter(name -> !name.isEmpty()).ifPresent(name -> add(label, name));
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
