package io.nvmlexporter.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.nvml.Nvml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the log tells while there is no driver. */
@Timeout(60)
class DriverHintTest {
    private static final int TRIES = 6;

    private final Logger logger = Logger.getLogger(Collector.class.getName());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Handler keeper = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            log.add(new SimpleFormatter().formatMessage(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        logger.removeHandler(keeper);
    }

    @Test
    void isOneLineHoweverOftenTheSameIsTried() throws Exception {
        assertThat(logOf("libnvidia-ml.so.1", "libnvidia-ml.so.1"))
                .singleElement()
                .asString()
                .startsWith("No NVIDIA driver answers: ")
                .endsWith(". Try --demo");
    }

    @Test
    void isALineForEachNewReasonButTheHintOnlyInTheFirst() throws Exception {
        assertThat(logOf("one.so", "other.so"))
                .hasSize(TRIES)
                .allMatch(line -> line.startsWith("No NVIDIA driver answers: "))
                .filteredOn(line -> line.endsWith(". Try --demo"))
                .hasSize(1);
    }

    /** Of a collector that looks for these in turn, and finds neither. */
    private List<String> logOf(String library, String other) throws InterruptedException {
        logger.addHandler(keeper);
        CountDownLatch tries = new CountDownLatch(TRIES);
        Plan plan = new Plan(List.of(), Names.DCGM, DeviceSelection.parse("f"), Duration.ofMillis(1));
        try (Collector collector = new Collector(
                () -> {
                    tries.countDown();
                    String name = tries.getCount() % 2 == 0 ? library : other;
                    return Nvml.open(Optional.of(folder.resolve(name).toString()));
                },
                plan,
                "Try --demo")) {
            collector.start();
            tries.await();
        }
        return List.copyOf(log).subList(0, Math.min(TRIES, log.size()));
    }
}
