package io.nvmlexporter.kubelet;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/** A gRPC connection to a socket of this node, with Netty's one thread for it. Most that knows gRPC is here. */
final class Connection implements AutoCloseable {
    /**
     * In bytes; gRPC's own is 4 MiB. Netty holds all of it outside the heap, in at most as many bytes as the heap may
     * have, which with the flags we are shipped with are 64 MiB.
     */
    static final int LARGEST_ANSWER = 16 << 20;

    private static final int LONGEST_QUOTE = 300;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    /**
     * What need not be said, by who would say it. The loggers are held here, since the logging of the JDK forgets one,
     * filter and all, that nobody holds.
     */
    private static final Map<Logger, String> NOISE = Map.of(
            // gRPC asks for TCP's keep-alive on every socket; Netty warns that a unix socket has none.
            Logger.getLogger("io.netty.bootstrap.Bootstrap"), "SO_KEEPALIVE",
            // An answer that was refused for its size still arrives, in thousands of pieces.
            Logger.getLogger("io.grpc.internal.AbstractClientStream"), "Received data on closed stream");

    /** Reads an answer; an IOException is one that is no such answer. */
    interface Parser<A> {
        A parse(InputStream answer) throws IOException;
    }

    private final NodeSocket socket;
    private final EventLoopGroup eventLoop;
    private final ManagedChannel channel;

    /** Connects at the first call. */
    Connection(NodeSocket socket) {
        this.socket = socket;
        NOISE.forEach((logger, text) ->
                logger.setFilter(entry -> !String.valueOf(entry.getMessage()).contains(text)));
        eventLoop = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory(socket.peer().noun().replace(' ', '-') + "-io", true),
                NioIoHandler.newFactory());
        channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket.path()))
                .eventLoopGroup(eventLoop)
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .overrideAuthority("localhost")
                .usePlaintext()
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(LARGEST_ANSWER)
                .build();
    }

    /** @param name of the service and its method, as {@code v1.PodResourcesLister/List} */
    static <A> MethodDescriptor<MessageLite, A> method(String name, Parser<A> parser) {
        return MethodDescriptor.newBuilder(new Request(), new Answer<>(parser))
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .build();
    }

    /** @throws KubeletException for every failure */
    <A> A call(MethodDescriptor<MessageLite, A> method, MessageLite request, Duration deadline) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            throw cause(e, KubeletException.class)
                    .or(() -> cause(e, GarbledException.class).map(this::garbled))
                    .orElseGet(() -> explain(e, deadline));
        }
    }

    private KubeletException garbled(GarbledException garbled) {
        return new KubeletException(
                Reason.GARBLED,
                "the " + socket.peer().noun() + "'s answer is not a list of "
                        + socket.peer().things() + ": " + garbled.getMessage(),
                garbled);
    }

    /** Whether the other side says that what was asked for is not there. */
    static boolean isNotFound(KubeletException failure) {
        return cause(failure, StatusRuntimeException.class)
                .filter(status -> status.getStatus().getCode() == Status.Code.NOT_FOUND)
                .isPresent();
    }

    private KubeletException explain(StatusRuntimeException e, Duration deadline) {
        String said = said(e);
        return switch (e.getStatus().getCode()) {
            case UNAVAILABLE -> socket.explain(said, e);
            case DEADLINE_EXCEEDED ->
                failure(
                        Reason.TIMEOUT,
                        "has not answered within " + deadline.toMillis() + " ms; is the node overloaded?",
                        e);
            case UNIMPLEMENTED ->
                failure(Reason.UNIMPLEMENTED, "does not have " + socket.peer().api() + ": " + said, e);
            case RESOURCE_EXHAUSTED -> exhausted(said, e);
            case CANCELLED -> failure(Reason.INTERNAL_ERROR, "was not heard to the end: " + said, e);
            default ->
                cause(e, Http2Exception.class).isPresent()
                        ? failure(Reason.GARBLED, "does not speak gRPC; is that its socket? " + said, e)
                        : failure(Reason.INTERNAL_ERROR, "answered with an error; its log may tell more: " + said, e);
        };
    }

    /** Our side says so of an answer above our limit, and the other of one above its own, or of too many calls. */
    private KubeletException exhausted(String said, StatusRuntimeException e) {
        boolean size = said.contains("exceeds maximum size") || said.contains("larger than max");
        return size
                ? failure(
                        Reason.TOO_LARGE, "has a list of " + socket.peer().things() + " that is too large: " + said, e)
                : failure(
                        Reason.UNAVAILABLE,
                        "refuses calls; does something on this node ask it all the time? " + said,
                        e);
    }

    private KubeletException failure(Reason reason, String what, StatusRuntimeException e) {
        return new KubeletException(reason, "the " + socket.peer().noun() + " at " + socket.path() + " " + what, e);
    }

    /** The first cause, in one line of modest length, whatever the other side sent. */
    private static String said(StatusRuntimeException e) {
        String said = Objects.requireNonNullElse(e.getStatus().getDescription(), e.getMessage());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            said = cause.toString();
        }
        String line = said.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "…" : line;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        eventLoop
                .shutdownGracefully(0, CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSING.toMillis());
    }

    private static final class GarbledException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GarbledException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static final class Request implements MethodDescriptor.Marshaller<MessageLite> {
        @Override
        public InputStream stream(MessageLite request) {
            return request.toByteString().newInput();
        }

        @Override
        public MessageLite parse(InputStream stream) {
            throw new UnsupportedOperationException("only a server reads requests");
        }
    }

    private record Answer<A>(Parser<A> parser) implements MethodDescriptor.Marshaller<A> {
        @Override
        public InputStream stream(A answer) {
            throw new UnsupportedOperationException("only a server writes answers");
        }

        @Override
        public A parse(InputStream answer) {
            try {
                return parser.parse(answer);
            } catch (IOException e) {
                throw new GarbledException(e);
            }
        }
    }
}
