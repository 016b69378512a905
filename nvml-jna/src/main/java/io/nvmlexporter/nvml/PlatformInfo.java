package io.nvmlexporter.nvml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a GPU sits in a rack ({@code nvmlPlatformInfo_v2_t}). Whatever the platform does not tell is empty.
 *
 * @param infinibandGuid {@code 0x} and 16 digits; nvidia-smi calls it the GPU fabric's
 * @param slotNumber of the chassis, switches counted
 * @param trayIndex of the chassis, compute trays alone counted
 * @param hostId the node within the slot
 * @param peerType 0 connected directly, 1 by a switch, as nvidia-smi has it
 * @param moduleId the GPU within the node
 */
public record PlatformInfo(
        String infinibandGuid,
        Optional<String> chassisSerialNumber,
        OptionalInt slotNumber,
        OptionalInt trayIndex,
        OptionalInt hostId,
        OptionalInt peerType,
        OptionalInt moduleId) {
    /** All ones of one byte: not known. */
    private static final int NONE = 0xFF;

    static PlatformInfo of(Answer answer) {
        return new PlatformInfo(
                guid(answer.text("ibGuid")),
                serialNumber(answer.text("chassisSerialNumber")),
                number(answer, "slotNumber"),
                number(answer, "trayIndex"),
                number(answer, "hostId"),
                number(answer, "peerType"),
                number(answer, "moduleId"));
    }

    /** The first eight bytes are a number in the machine's own order. */
    private static String guid(String digits) {
        long number = ByteBuffer.wrap(HexFormat.of().parseHex(digits))
                .order(ByteOrder.nativeOrder())
                .getLong();
        return String.format(Locale.ROOT, "0x%016x", number);
    }

    /** A text without a fixed end. */
    private static Optional<String> serialNumber(String digits) {
        String text = digits.matches("(ff)*+")
                ? ""
                : new String(HexFormat.of().parseHex(digits), StandardCharsets.ISO_8859_1);
        int end = text.indexOf(0);
        return Optional.of(end < 0 ? text : text.substring(0, end)).filter(number -> !number.isEmpty());
    }

    private static OptionalInt number(Answer answer, String member) {
        long number = answer.number(member);
        return number >= 0 && number < NONE ? OptionalInt.of((int) number) : OptionalInt.empty();
    }
}
