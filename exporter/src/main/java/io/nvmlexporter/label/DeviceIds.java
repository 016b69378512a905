package io.nvmlexporter.label;

import io.nvmlexporter.label.Devices.Gpu;
import io.nvmlexporter.label.Resolution.Reason;
import io.nvmlexporter.label.Resolution.Resolved;
import io.nvmlexporter.label.Resolution.Unresolved;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the GPU that a device plugin means by an id, in all forms at once:
 *
 * <ul>
 *   <li>{@code GPU-<uuid>}, {@code MIG-<uuid>} (NVIDIA's plugin), {@code MIG-GPU-<uuid>/<gi>/<ci>} (before driver 470)
 *   <li>{@code nvidia0}, {@code nvidia0/gi11} (GKE's plugin), by the number of {@code /dev/nvidia0}
 *   <li>{@code 0}, {@code 0-11} by NVML's index, for resources that are GPUs by their name
 *   <li>each with {@code ::<replica>} (time slicing and MPS of NVIDIA's plugin) or {@code /vgpu<n>} (GKE's)
 * </ul>
 */
public final class DeviceIds {
    private static final String REPLICA = "::";
    private static final String VGPU = "/vgpu";
    private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final Pattern ANY_UUID = Pattern.compile("(GPU|MIG)-" + UUID);
    private static final Pattern OLD_MIG = Pattern.compile("MIG-(GPU-[^/]+)/" + NUMBER + "/" + NUMBER);
    private static final Pattern MINOR = Pattern.compile("nvidia" + NUMBER + "(?:/gi" + NUMBER + ")?");
    private static final Pattern INDEX = Pattern.compile(NUMBER + "(?:-" + NUMBER + ")?");

    private final Devices devices;
    private final ResourceNames resources;

    public DeviceIds(Devices devices, ResourceNames resources) {
        this.devices = devices;
        this.resources = resources;
    }

    public Resolution resolve(String resource, String id) {
        // As dcgm-exporter does it: GKE's separator first, then the part up to the next one.
        String separator = id.contains(VGPU) ? VGPU : REPLICA;
        String[] parts = id.split(Pattern.quote(separator), -1);
        Resolution found = withoutShare(resource, before(before(id, VGPU), REPLICA));
        if (resources.excludes(resource)) {
            return excluded(resource, found);
        }
        return found instanceof Resolved resolved && parts.length > 1
                ? new Resolved(resolved.place(), parts[1])
                : found;
    }

    private static String before(String id, String separator) {
        int end = id.indexOf(separator);
        return end < 0 ? id : id.substring(0, end);
    }

    private static Resolution excluded(String resource, Resolution found) {
        return found instanceof Unresolved unresolved && unresolved.reason() == Reason.NOT_A_GPU
                ? found
                : new Unresolved(
                        Reason.RESOURCE_NOT_LISTED,
                        resource + " is not in --nvidia-resource-names, to which matching is restricted");
    }

    private Resolution withoutShare(String resource, String id) {
        Matcher oldMig = OLD_MIG.matcher(id);
        if (oldMig.matches()) {
            return instance(uuid(oldMig.group(1)), oldMig.group(2));
        }
        if (id.startsWith("GPU-") || id.startsWith("MIG-")) {
            return uuid(id);
        }
        Matcher minor = MINOR.matcher(id);
        if (minor.matches()) {
            return instance(minorNumber(Integer.parseInt(minor.group(1))), minor.group(2));
        }
        if (!resources.isGpu(resource)) {
            return new Unresolved(Reason.NOT_A_GPU, "neither " + resource + " nor '" + id + "' is the name of a GPU");
        }
        Matcher index = INDEX.matcher(id);
        return index.matches() ? instance(index(Integer.parseInt(index.group(1))), index.group(2)) : unknownShape(id);
    }

    /**
     * The device of that index or UUID, or a GPU instance of it.
     *
     * @param device NVML's index, {@code GPU-…} or {@code MIG-…}
     */
    Resolution device(String device, OptionalInt gpuInstance) {
        Matcher index = INDEX.matcher(device);
        Resolution whole = index.matches() && index.group(2) == null ? index(Integer.parseInt(device)) : uuid(device);
        return gpuInstance.isPresent() ? instance(whole, Integer.toString(gpuInstance.getAsInt())) : whole;
    }

    /** The GPU or the GPU instance of that UUID, {@code GPU-…} or {@code MIG-…}. */
    Resolution uuid(String uuid) {
        Optional<Gpu> gpu = devices.byUuid(uuid);
        if (gpu.isPresent()) {
            return ifRead(gpu.get());
        }
        Optional<Place> instance = devices.instanceOf(uuid);
        if (instance.isPresent()) {
            return new Resolved(instance.get(), "");
        }
        if (!ANY_UUID.matcher(uuid).matches()) {
            return unknownShape(uuid);
        }
        boolean mig = uuid.startsWith("MIG-");
        if (!(mig ? devices.everyGpuIsRead() : devices.everyUuidIsKnown())) {
            return new Unresolved(
                    Reason.GPU_NOT_READ, "no GPU that is read has " + uuid + ", and not every GPU is read now");
        }
        if (mig && !devices.anyMigEnabled()) {
            return new Unresolved(Reason.MIG_MODE_OFF, uuid + " is a MIG device, and no GPU has MIG mode on");
        }
        return new Unresolved(Reason.UNKNOWN_UUID, "NVML shows no " + (mig ? "MIG device " : "GPU ") + uuid);
    }

    /** Where NVML gives the GPU no minor number, it is taken to be its index. */
    private Resolution minorNumber(int number) {
        Optional<Gpu> byMinor = devices.byMinorNumber(number);
        if (byMinor.isPresent()) {
            return ifRead(byMinor.get());
        }
        boolean indexIsOther = devices.byIndex(number)
                .filter(gpu -> gpu.minorNumber().isPresent())
                .isPresent();
        if (indexIsOther) {
            return devices.everyGpuIsRead()
                    ? new Unresolved(Reason.UNKNOWN_INDEX, "no GPU has the minor number " + number)
                    : new Unresolved(
                            Reason.GPU_NOT_READ,
                            "no GPU that is read has the minor number " + number + ", and not every GPU is read now");
        }
        return index(number);
    }

    private Resolution index(int index) {
        Optional<Gpu> gpu = devices.byIndex(index);
        if (gpu.isPresent()) {
            return ifRead(gpu.get());
        }
        return devices.mayHave(index)
                ? notRead(index)
                : new Unresolved(Reason.UNKNOWN_INDEX, "NVML shows no GPU " + index);
    }

    /** Also where MIG mode is on: the board then, and none of its instances, which others may hold. */
    private static Resolution ifRead(Gpu gpu) {
        return gpu.isRead() ? new Resolved(Place.gpu(gpu.index()), "") : notRead(gpu.index());
    }

    private static Unresolved notRead(int gpu) {
        return new Unresolved(Reason.GPU_NOT_READ, "GPU " + gpu + " is not read now");
    }

    private static Unresolved unknownShape(String id) {
        return new Unresolved(Reason.UNKNOWN_SHAPE, "'" + id + "' is no form of a GPU's or MIG device's id");
    }

    /** @param number NVML's id of a GPU instance of that GPU; null for the GPU itself */
    private Resolution instance(Resolution of, String number) {
        if (number == null || !(of instanceof Resolved resolved)) {
            return of;
        }
        int instance = Integer.parseInt(number);
        Gpu gpu = devices.byIndex(resolved.place().gpu()).orElseThrow();
        if (!gpu.migEnabled()) {
            return new Unresolved(Reason.MIG_MODE_OFF, "GPU " + gpu.index() + " does not have MIG mode on");
        }
        return gpu.hasInstance(instance)
                ? new Resolved(Place.instance(gpu.index(), instance), "")
                : new Unresolved(
                        Reason.UNKNOWN_INSTANCE, "GPU " + gpu.index() + " has no GPU instance " + instance + " now");
    }
}
