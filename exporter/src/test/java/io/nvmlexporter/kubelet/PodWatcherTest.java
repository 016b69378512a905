package io.nvmlexporter.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.kubelet.KubeletException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PodWatcherTest {
    private static final List<Pod> ONE = Answers.pods(1, 1, 1);
    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Recorded log = new Recorded(Watcher.class.getName());
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Supplier<List<Pod>> kubelet = () -> ONE;
    private PodWatcher watcher;

    @AfterEach
    void tidyUp() {
        watcher.close();
        log.close();
    }

    @Test
    void theKubeletIsAskedAtOnce() {
        Instant before = Instant.now();
        watch(LONG, LONG);
        await(PodList::isUp);
        assertThat(watcher.podList().pods()).isEqualTo(ONE);
        assertThat(watcher.podList().asked().orElseThrow()).isBetween(before, Instant.now());
    }

    @Test
    void beforeTheFirstAnswerItIsStarting() {
        watcher = new PodWatcher(() -> kubelet.get(), OFTEN, LONG);
        assertThat(watcher.podList().reason()).isEqualTo("starting");
        assertThat(watcher.podList().isUp()).isFalse();
    }

    @Test
    void aNewAnswerReplacesTheOld() {
        watch(OFTEN, LONG);
        await(PodList::isUp);
        List<Pod> others = Answers.pods(3, 1, 1);
        kubelet = () -> others;
        await(list -> list.pods().equals(others));
    }

    @Test
    void whileTheKubeletDoesNotAnswerTheLastAnswerStands() {
        watch(OFTEN, LONG);
        await(PodList::isUp);
        kubelet = failing(Reason.UNAVAILABLE, "nobody listens");
        await(list -> list.reason().equals("unavailable"));
        Instant asked = watcher.podList().asked().orElseThrow();
        awaitCalls(3);
        assertThat(watcher.podList()).isEqualTo(new PodList(ONE, Optional.of(asked), "unavailable", "nobody listens"));
    }

    @Test
    void anAnswerThatNothingConfirmsForTooLongIsDroppedUntilTheNext() {
        watch(OFTEN, Duration.ofMillis(100));
        await(PodList::isUp);
        kubelet = failing(Reason.UNAVAILABLE, "nobody listens");
        await(list -> list.pods().isEmpty());
        assertThat(watcher.podList().reason()).isEqualTo("unavailable");
        assertThat(watcher.podList().asked()).isEmpty();
        kubelet = () -> ONE;
        await(PodList::isUp);
        assertThat(watcher.podList().pods()).isEqualTo(ONE);
    }

    @Test
    void aCallThatHangsForeverDoesNotKeepOldPods() {
        CountDownLatch never = new CountDownLatch(1);
        watch(OFTEN, Duration.ofMillis(100));
        await(PodList::isUp);
        kubelet = () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ONE;
        };
        await(list -> list.pods().isEmpty() && list.reason().equals("timeout"));
    }

    @Test
    void aBugOfOursIsToldOnceAndEndsNothing() {
        kubelet = () -> {
            throw new IllegalStateException("a bug");
        };
        watch(OFTEN, LONG);
        await(list -> list.reason().equals("internal_error"));
        awaitCalls(3);
        kubelet = () -> {
            throw new NoClassDefFoundError("io/grpc/Missing");
        };
        awaitCalls(3);
        assertThat(log.records()).hasSize(1);
        assertThat(log.records().get(0).getThrown()).hasMessage("a bug");
        kubelet = () -> ONE;
        await(PodList::isUp);
    }

    @Test
    void thereIsALineForEachChangeAndNoneForEachPoll() {
        kubelet = failing(Reason.SOCKET_MISSING, "no socket");
        watch(OFTEN, LONG);
        awaitCalls(3);
        kubelet = () -> ONE;
        await(PodList::isUp);
        awaitCalls(3);
        kubelet = failing(Reason.UNAVAILABLE, "nobody listens");
        await(list -> !list.isUp());
        awaitCalls(3);
        kubelet = () -> ONE;
        await(PodList::isUp);
        assertThat(log.records())
                .extracting(LogRecord::getLevel)
                .containsExactly(Level.INFO, Level.INFO, Level.WARNING, Level.INFO);
        assertThat(log.records().get(0).getMessage()).endsWith("no socket");
        assertThat(log.records().get(2).getMessage()).endsWith("nobody listens");
    }

    @Test
    void closingEndsACallUnderWayAndSaysNothingOfIt() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        kubelet = () -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.countDown();
            }
            throw new KubeletException(Reason.UNAVAILABLE, "interrupted");
        };
        watch(OFTEN, LONG);
        asked.await();
        watcher.close();
        ended.await();
        assertThat(log.records()).isEmpty();
    }

    private static Supplier<List<Pod>> failing(Reason reason, String message) {
        return () -> {
            throw new KubeletException(reason, message);
        };
    }

    private void watch(Duration interval, Duration kept) {
        watcher = new PodWatcher(
                () -> {
                    calls.incrementAndGet();
                    return kubelet.get();
                },
                interval,
                kept);
        watcher.start();
    }

    private void awaitCalls(int more) {
        int before = calls.get();
        await(list -> calls.get() >= before + more);
    }

    private void await(Predicate<PodList> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(45).toNanos();
        while (!condition.test(watcher.podList())) {
            assertThat(System.nanoTime()).as("the condition came true in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
