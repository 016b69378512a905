package io.nvmlexporter.kubelet;

import com.google.protobuf.MessageLite;
import io.grpc.Attributes;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A gRPC server over a unix socket which answers List with whatever bytes a test likes. */
public final class KubeletDouble implements Closeable {
    private static final MethodDescriptor<byte[], byte[]> LIST = method("v1.PodResourcesLister/List");

    static {
        // ArchUnit brings an SLF4J, to which Netty would log here and not where it logs when it is shipped.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private final Path socket;
    private final EventLoopGroup eventLoop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger connections = new AtomicInteger();
    private final Server server;

    private KubeletDouble(Path socket, ServerServiceDefinition service) throws IOException {
        this.socket = socket;
        server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(eventLoop)
                .workerEventLoopGroup(eventLoop)
                .directExecutor()
                .addService(service)
                .addTransportFilter(new ServerTransportFilter() {
                    @Override
                    public Attributes transportReady(Attributes attributes) {
                        connections.incrementAndGet();
                        return attributes;
                    }
                })
                .build()
                .start();
    }

    /** One that lists these pods. */
    public static KubeletDouble listing(Path socket, List<Pod> pods) throws IOException {
        return answering(socket, Answers.listing(pods));
    }

    static KubeletDouble answering(Path socket, MessageLite answer) throws IOException {
        return answering(socket, answer.toByteArray());
    }

    static KubeletDouble answering(Path socket, byte[] answer) throws IOException {
        return new KubeletDouble(socket, listed(caller -> {
            caller.onNext(answer);
            caller.onCompleted();
        }));
    }

    static KubeletDouble refusing(Path socket, Status status) throws IOException {
        return new KubeletDouble(socket, listed(caller -> caller.onError(status.asRuntimeException())));
    }

    /** It takes the call, and that is all. */
    static KubeletDouble silent(Path socket) throws IOException {
        return new KubeletDouble(socket, listed(caller -> {}));
    }

    /** A kubelet that is older than the API. */
    static KubeletDouble withoutTheService(Path socket) throws IOException {
        return new KubeletDouble(
                socket, ServerServiceDefinition.builder("v1.Other").build());
    }

    /** How many were made so far. */
    int connections() {
        return connections.get();
    }

    /**
     * A container runtime by CRI.
     *
     * @param answers by method, from a request to its answer; an exception is the status it has
     */
    static KubeletDouble runtime(Path socket, Map<String, Function<byte[], byte[]>> answers) throws IOException {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder("runtime.v1.RuntimeService");
        answers.forEach((name, answer) -> service.addMethod(
                method("runtime.v1.RuntimeService/" + name), ServerCalls.asyncUnaryCall((request, caller) -> {
                    try {
                        caller.onNext(answer.apply(request));
                        caller.onCompleted();
                    } catch (StatusRuntimeException e) {
                        caller.onError(e);
                    }
                })));
        return new KubeletDouble(socket, service.build());
    }

    private static MethodDescriptor<byte[], byte[]> method(String name) {
        return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .build();
    }

    private static ServerServiceDefinition listed(Consumer<StreamObserver<byte[]>> answer) {
        return ServerServiceDefinition.builder("v1.PodResourcesLister")
                .addMethod(LIST, ServerCalls.asyncUnaryCall((request, caller) -> answer.accept(caller)))
                .build();
    }

    /** Ends as a kubelet does: its socket is gone. */
    @Override
    public void close() {
        try {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
            eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS);
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] bytes) {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
