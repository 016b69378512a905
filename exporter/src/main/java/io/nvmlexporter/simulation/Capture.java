package io.nvmlexporter.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.nvml.Call;
import io.nvmlexporter.nvml.NvmlException;
import io.nvmlexporter.nvml.NvmlReturn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the NVML library of one real GPU node answered, refusals included. {@code docs/captures.md} describes the file.
 */
public final class Capture {
    /** Ten times the largest capture that comes with the program. */
    private static final int MOST_BYTES = 2 << 20;

    /** Single- and double-bit errors, the P-state, XIDs and clocks. */
    private static final long EVENTS_OF_OLD = 0x1F;

    private static final Reply LACKING = new Reply(NvmlReturn.NOT_SUPPORTED, Map.of(), false);

    private final String name;
    private final List<String> header;
    private final Map<Subject, Map<String, Reply>> sections;

    Capture(String name, List<String> header, Map<Subject, Map<String, Reply>> sections) {
        this.name = name;
        this.header = header;
        this.sections = sections;
    }

    /**
     * Reads a file of at most 2 MiB.
     *
     * @throws IOException where it cannot be read; a {@link CharacterCodingException} where it is not UTF-8 text
     */
    public static Capture read(Path file) throws IOException, CaptureException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new CaptureException(file + ": larger than 2 MiB; is it a capture?");
        }
        // A String of these bytes would hide what is not UTF-8.
        return parse(
                file.toString(),
                UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    }

    /** @param name the file's name, for messages */
    public static Capture parse(String name, String text) throws CaptureException {
        return new CaptureParser(name).parse(text);
    }

    /** The file's name, or the name a bundled capture is asked by. */
    public String name() {
        return name;
    }

    /** What the header says of itself: {@code title}, {@code source}, {@code measured}, {@code filled in}. */
    public Optional<String> header(String key) {
        return header.stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst();
    }

    /** How many GPUs the driver lists. */
    public int gpuCount() {
        return ((Long) reply(Subject.SYSTEM, Call.DEVICE_COUNT.function())
                        .values()
                        .get(""))
                .intValue();
    }

    /**
     * What the given GPU answered.
     *
     * @param call as {@link Call#describe} writes it
     */
    public Reply gpu(int index, String call) {
        return reply(new Subject.Gpu(index), call);
    }

    /**
     * The events of a subject, with their times.
     *
     * @param call the wait that gives them
     */
    List<Timeline.Due<Reply>> events(Subject subject, String call) {
        return calls(subject, call + "(").stream()
                .map(event -> new Timeline.Due<>(
                        TimeUnit.MILLISECONDS.toNanos(
                                Long.parseLong(event.substring(call.length() + 1, event.length() - 1))),
                        reply(subject, event)))
                .toList();
    }

    /**
     * Bits of the events that a GPU has: as the capture says, else those of old and those that it holds.
     *
     * @throws NvmlException where the capture says that this was refused
     */
    long supportedEvents(int gpu) {
        Subject subject = new Subject.Gpu(gpu);
        String asked = Call.SUPPORTED_EVENT_TYPES.function();
        if (!calls(subject, asked).isEmpty()) {
            Reply reply = reply(subject, asked);
            if (reply.code() != NvmlReturn.SUCCESS) {
                throw new NvmlException(asked, reply.code());
            }
            return reply.number("");
        }
        return events(subject, CaptureParser.EVENT).stream()
                .mapToLong(due -> due.event().number("eventType"))
                .reduce(EVENTS_OF_OLD, (all, type) -> all | type);
    }

    boolean has(Subject subject) {
        return sections.containsKey(subject);
    }

    /** The MIG devices of a GPU, by index. */
    List<Subject.Mig> migDevices(int gpu) {
        return sections.keySet().stream()
                .flatMap(subject -> subject instanceof Subject.Mig mig && mig.gpu() == gpu ? Stream.of(mig) : null)
                .sorted(Comparator.comparingInt(Subject.Mig::index))
                .toList();
    }

    OptionalInt gpuInstanceId(Subject.Mig device) {
        return reply(device, Call.GPU_INSTANCE_ID.function()).values().get("") instanceof Long id
                ? OptionalInt.of(id.intValue())
                : OptionalInt.empty();
    }

    /** What the subject answered; {@code NOT_SUPPORTED} for what the capture lacks. */
    Reply reply(Subject subject, String call) {
        Map<String, Reply> replies = sections.getOrDefault(subject, Map.of());
        // A function that the library lacked stands there once, without arguments.
        Reply ofFunction = replies.getOrDefault(call.split("\\(", 2)[0], LACKING);
        return replies.getOrDefault(call, ofFunction);
    }

    /** The calls of a subject that begin so, in the file's order. */
    List<String> calls(Subject subject, String prefix) {
        return sections.getOrDefault(subject, Map.of()).keySet().stream()
                .filter(call -> call.startsWith(prefix))
                .toList();
    }
}
