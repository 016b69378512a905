package io.nvmlexporter.field;

import static io.nvmlexporter.field.Field.Type.INT;
import static io.nvmlexporter.field.Field.board;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.P2pStatus;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;

/** What a GPU is near to: other GPUs by NVLink, CPUs and memory. */
final class TopologyFields {
    /** By the bits of a word. */
    private static final Range PEERS = new Range(0, Long.SIZE - 1);

    private static final Function<Device, List<Long>> CPUS = Device::cpuAffinity;
    private static final Function<Device, List<Long>> MEMORY = Device::memoryAffinity;

    static final List<Field> ROWS = List.of(
            // Bit n is the GPU of index n; DCGM's goes wrong from the 32nd GPU on. A call for each other GPU, every few
            // minutes
            board(64, "DCGM_FI_DEV_P2P_NVLINK_STATUS", INT, "bits", Read.of(Range.BITS, TopologyFields::peers))
                    .and(ExporterFields.PEERS),
            // Masks, of which a word that looks negative is as good as any
            cpus(70, "DCGM_FI_DEV_CPU_AFFINITY_0", 0),
            cpus(71, "DCGM_FI_DEV_CPU_AFFINITY_1", 1),
            cpus(72, "DCGM_FI_DEV_CPU_AFFINITY_2", 2),
            cpus(73, "DCGM_FI_DEV_CPU_AFFINITY_3", 3),
            memory(86, "DCGM_FI_DEV_MEM_AFFINITY_0", 0),
            memory(87, "DCGM_FI_DEV_MEM_AFFINITY_1", 1),
            memory(88, "DCGM_FI_DEV_MEM_AFFINITY_2", 2),
            memory(89, "DCGM_FI_DEV_MEM_AFFINITY_3", 3));

    private TopologyFields() {}

    private static Field cpus(int id, String name, int word) {
        return board(id, name, INT, "bits", word(CPUS, word))
                .and(CleanMetric.info("cpu_affinity", Scope.BOARD, list(CPUS)));
    }

    private static Field memory(int id, String name, int word) {
        return board(id, name, INT, "bits", word(MEMORY, word))
                .and(CleanMetric.info("numa_node_affinity", Scope.BOARD, list(MEMORY)));
    }

    private static Read word(Function<Device, List<Long>> mask, int word) {
        return Read.of(Range.BITS, readings -> new Value.Int(readings.once(mask).get(word)));
    }

    /** A mask as Linux writes it: 0-47,96-143. */
    private static Read list(Function<Device, List<Long>> mask) {
        return Read.of(readings -> new Value.Text(ranges(BitSet.valueOf(
                readings.once(mask).stream().mapToLong(Long::longValue).toArray()))));
    }

    private static String ranges(BitSet bits) {
        StringJoiner ranges = new StringJoiner(",");
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            ranges.add(end == first + 1 ? Integer.toString(first) : first + "-" + (end - 1));
            first = bits.nextSetBit(end);
        }
        return ranges.toString();
    }

    /**
     * One GPU that NVML will not tell of makes the mask unknown, since a 0 bit says that it is not reached; as is one
     * that is lost.
     */
    private static Value peers(Readings readings) {
        long mask = 0;
        long own = readings.index();
        for (int peer = 0; peer < readings.node().gpuCount(); peer++) {
            PEERS.require(peer);
            if (peer != own && readings.answers(peer) && P2pStatus.of(readings.nvLinkP2pStatus(peer)) == P2pStatus.OK) {
                mask |= 1L << peer;
            }
        }
        return new Value.Int(mask);
    }
}
