package io.nvmlexporter.kubelet;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.nvmlexporter.kubelet.KubeletException.Reason;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP over a unix socket, which the JDK's client does not know; a connection for each question. */
final class HttpSocket implements AutoCloseable {
    /** In bytes. */
    static final int LARGEST_ANSWER = 8 << 20;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    /** What somebody answered who speaks HTTP. */
    record Answer(int status, byte[] body) {}

    /** Whoever listens does not speak HTTP, or not Docker's. */
    static final class NotDockerException extends IOException {
        private static final long serialVersionUID = 1L;

        NotDockerException(String message) {
            super(message);
        }
    }

    private final NodeSocket socket;
    private final EventLoopGroup eventLoop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("http-io", true), NioIoHandler.newFactory());

    HttpSocket(NodeSocket socket) {
        this.socket = socket;
    }

    /**
     * @throws NotDockerException where that is not HTTP
     * @throws KubeletException for every other failure, but not for a status of any kind
     */
    Answer get(String path, Duration deadline) throws NotDockerException {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        ChannelFuture connecting = new Bootstrap()
                .group(eventLoop)
                .channel(NioDomainSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpClientCodec(),
                                        new HttpObjectAggregator(LARGEST_ANSWER),
                                        new Listener(answer));
                    }
                })
                .connect(UnixDomainSocketAddress.of(socket.path()));
        connecting.addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                connected
                        .channel()
                        .writeAndFlush(request(path))
                        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
            } else {
                answer.completeExceptionally(connected.cause());
            }
        });
        try {
            return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw failure(
                    Reason.TIMEOUT,
                    "has not answered within " + deadline.toMillis() + " ms; is the node overloaded?",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(Reason.INTERNAL_ERROR, "was not heard to the end", e);
        } catch (ExecutionException e) {
            throw explain(e.getCause());
        } finally {
            connecting.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private KubeletException explain(Throwable cause) throws NotDockerException {
        if (cause instanceof NotDockerException other) {
            throw other;
        }
        if (cause instanceof TooLongFrameException) {
            return failure(Reason.TOO_LARGE, "answers with more than " + LARGEST_ANSWER + " bytes", cause);
        }
        return socket.explain(String.valueOf(cause.getMessage()), cause);
    }

    private KubeletException failure(Reason reason, String what, Throwable cause) {
        return new KubeletException(reason, "the " + socket.peer().noun() + " at " + socket.path() + " " + what, cause);
    }

    private static DefaultFullHttpRequest request(String path) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
        request.headers()
                .set(HttpHeaderNames.HOST, "localhost")
                .set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }

    @Override
    public void close() {
        eventLoop
                .shutdownGracefully(0, CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSING.toMillis());
    }

    private static final class Listener extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final CompletableFuture<Answer> answer;

        Listener(CompletableFuture<Answer> answer) {
            this.answer = answer;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            if (response.decoderResult().isSuccess()) {
                answer.complete(new Answer(response.status().code(), ByteBufUtil.getBytes(response.content())));
            } else {
                answer.completeExceptionally(new NotDockerException("that is no HTTP"));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            answer.completeExceptionally(new NotDockerException("it hung up"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            answer.completeExceptionally(
                    cause instanceof IOException ? new NotDockerException("it hung up: " + cause.getMessage()) : cause);
        }
    }
}
