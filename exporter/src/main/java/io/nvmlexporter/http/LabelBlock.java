package io.nvmlexporter.http;

import io.nvmlexporter.collect.Entity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
        device(entity, format).forEach(this::add);
        return this;
    }

    /** The labels of a GPU or GPU instance by name, in dcgm-exporter's order. */
    static Map<String, String> device(Entity entity, PageFormat format) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("gpu", Integer.toString(entity.gpu()));
        labels.put(format.oldNamespace() ? "uuid" : "UUID", entity.uuid());
        labels.put("pci_bus_id", entity.pciBusId());
        labels.put("device", "nvidia" + entity.gpu());
        labels.put("modelName", modelName(entity, format));
        entity.mig().ifPresent(mig -> {
            if (!mig.profile().isEmpty()) {
                labels.put("GPU_I_PROFILE", mig.profile());
            }
            labels.put("GPU_I_ID", Integer.toString(mig.gpuInstanceId()));
        });
        hostname(format).ifPresent(name -> labels.put(format.hostnameLabel(), name));
        return labels;
    }

    /** dcgm-exporter spells some labels of a link in its own way, and leaves out what is empty. */
    private LabelBlock addLink(Entity entity, PageFormat format) {
        add("nvlink", nvlink(entity));
        add("gpu", Integer.toString(entity.gpu()));
        addKnown("gpu_uuid", entity.uuid());
        addKnown("pci_bus_id", entity.pciBusId());
        add("device", "nvidia" + entity.gpu());
        addKnown("model_name", entity.modelName());
        hostname(format).ifPresent(name -> add("hostname", name));
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

    private static Optional<String> hostname(PageFormat format) {
        return format.hostname().filter(name -> !name.isEmpty());
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
