package io.nvmlexporter.field;

import static io.nvmlexporter.field.CleanMetric.gauge;
import static io.nvmlexporter.field.Field.row;

import io.nvmlexporter.field.Field.Scope;
import io.nvmlexporter.nvml.Device;
import io.nvmlexporter.nvml.SessionStats;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Sessions of the video encoder and of frame buffer capture; structures in DCGM. */
final class SessionFields {
    private static final Function<Device, SessionStats> ENCODER = Device::encoderStats;
    private static final Function<Device, SessionStats> CAPTURE = Device::frameBufferCaptureStats;

    static final List<Field> ROWS = List.of(
            sessions(506, "DCGM_FI_DEV_ENC_STATS", ENCODER, "nvml_encoder", "the video encoder"),
            sessions(507, "DCGM_FI_DEV_FBC_STATS", CAPTURE, "nvml_frame_buffer_capture", "frame buffer capture"));

    private SessionFields() {}

    private static Field sessions(
            int id, String name, Function<Device, SessionStats> stats, String clean, String what) {
        Read sessions = member(stats, SessionStats::sessions);
        return row(id, name, Field.Type.STRUCT, "", Scope.BOARD, sessions)
                .and(gauge(clean + "_sessions", "Active sessions of " + what + ".", Scope.BOARD, sessions))
                .and(gauge(
                        clean + "_frames_per_second",
                        "Frames a second, the mean of the sessions of " + what + ".",
                        Scope.BOARD,
                        member(stats, SessionStats::framesPerSecond)))
                .and(gauge(
                        clean + "_latency_seconds",
                        "Latency, the mean of the sessions of " + what + ".",
                        Scope.BOARD,
                        member(stats, SessionStats::latencyMicroseconds).in(Field.MILLIONTH)));
    }

    private static Read member(Function<Device, SessionStats> stats, ToLongFunction<SessionStats> member) {
        return Read.of(Range.UNSIGNED_32, readings -> new Value.Int(member.applyAsLong(readings.once(stats))));
    }
}
