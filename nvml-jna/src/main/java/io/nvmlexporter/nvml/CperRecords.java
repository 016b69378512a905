package io.nvmlexporter.nvml;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlCPERCursor_v1_t;
import io.nvmlexporter.nvml.NvmlHealthStructs.nvmlGetCPER_v1_t;
import java.util.function.ToIntFunction;

/**
 * The common platform error records that the driver keeps of one GPU ({@code nvmlSystemGetCPER_v1}), read one buffer
 * after the other.
 *
 * @param call in words, for messages
 */
record CperRecords(LoadedLibrary library, String call) {
    /** {@code NVML_CPER_ACCESS_TYPE_GPU}. */
    static final int TYPE_GPU = 1;
    /** {@code NVML_DEVICE_UUID_BUFFER_SIZE} of the cursor, which is smaller than the one that a name is asked with. */
    static final int UUID_SIZE = 80;

    private static final int ROOM = 1 << 16;
    /** A larger record than this is none. */
    private static final int MOST_ROOM = 1 << 24;
    /** Buffers, after which a cursor that does not come to an end is given up. */
    private static final int MOST_BUFFERS = 10_000;

    /** What UEFI has a record begin with: CPER. Its length in bytes is the sixth word. */
    private static final int SIGNATURE = 0x5245_5043;

    private static final int LENGTH = 20;
    private static final int HEADER = 128;

    long count(Pointer device) {
        byte[] uuid = new byte[UUID_SIZE];
        check("nvmlDeviceGetUUID", nvml -> nvml.nvmlDeviceGetUUID(device, uuid, uuid.length));
        Memory request = new Memory(nvmlGetCPER_v1_t.SIZE);
        request.clear();
        request.setInt(nvmlGetCPER_v1_t.cursor + nvmlCPERCursor_v1_t.cperTypeMask, TYPE_GPU);
        request.write(nvmlGetCPER_v1_t.cursor + nvmlCPERCursor_v1_t.uuid, uuid, 0, uuid.length);
        Memory buffer = new Memory(ROOM);
        long records = 0;
        for (int i = 0; i < MOST_BUFFERS; i++) {
            long before = request.getLong(nvmlGetCPER_v1_t.cursor + nvmlCPERCursor_v1_t.handle);
            request.setPointer(nvmlGetCPER_v1_t.buffer, buffer);
            request.setInt(nvmlGetCPER_v1_t.bufferSize, (int) buffer.size());
            NvmlReturn code = library.call(nvml -> nvml.nvmlSystemGetCPER_v1(request));
            int size = request.getInt(nvmlGetCPER_v1_t.bufferSize);
            if (code == NvmlReturn.INSUFFICIENT_SIZE && size > buffer.size() && size <= MOST_ROOM) {
                buffer = new Memory(size);
                request.setLong(nvmlGetCPER_v1_t.cursor + nvmlCPERCursor_v1_t.handle, before);
                continue;
            }
            if (code != NvmlReturn.SUCCESS) {
                throw new NvmlException(call, code);
            }
            if (size == 0) {
                return records;
            }
            records += recordsIn(buffer, size);
            if (request.getLong(nvmlGetCPER_v1_t.cursor + nvmlCPERCursor_v1_t.handle) == before) {
                throw new NvmlException(call, NvmlReturn.UNKNOWN);
            }
        }
        throw new NvmlException(call, NvmlReturn.INSUFFICIENT_SIZE);
    }

    /** They lie one behind the other, each with its length in its header. */
    private long recordsIn(Memory buffer, int size) {
        long records = 0;
        for (int at = 0; at < size; ) {
            int length = size - at < HEADER ? 0 : buffer.getInt(at + LENGTH);
            if (length < HEADER || length > size - at || buffer.getInt(at) != SIGNATURE) {
                throw new NvmlException(call, NvmlReturn.UNKNOWN);
            }
            records++;
            at += length;
        }
        return records;
    }

    private void check(String what, ToIntFunction<NvmlLibrary> function) {
        library.check(() -> what, function);
    }
}
