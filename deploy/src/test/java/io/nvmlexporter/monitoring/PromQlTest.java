package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTest {
    @Test
    void aSelectorHasItsMetricAndItsLabels() {
        PromQl parsed = PromQl.parse("""
                sum by (Hostname, gpu) (rate(x_total{job=~"a,b}",pod!="",}[5m] offset 1h)) # by (nothing)
                  / on (Hostname) group_left () max without(le) (y{}) > bool 1e-3
                """);

        assertThat(parsed.selected()).isEqualTo(Map.of("x_total", Set.of("job", "pod"), "y", Set.of()));
        assertThat(parsed.listed()).containsExactly("Hostname", "gpu", "le");
    }

    @Test
    void labelsThatAreMadeAreNotAskedFor() {
        PromQl parsed = PromQl.parse(
                "label_replace(max(a) by (uuid), \"UUID\", \"$1\", \"uuid\", \"(.*)\") and label_join(b, \"n\", \"-\", \"c\", \"d\")");

        assertThat(parsed.selected()).containsOnlyKeys("a", "b");
        assertThat(parsed.listed()).containsExactly("c", "d", "uuid");
        assertThat(parsed.made()).containsExactly("UUID", "n");
    }

    @Test
    void wordsOfTheLanguageAreNoMetrics() {
        PromQl parsed = PromQl.parse(
                "(a unless b) or (c and on () d) * Inf + time() - count(e) + histogram_quantile(0.99, f_bucket) + topk(5, g)");

        assertThat(parsed.selected()).containsOnlyKeys("a", "b", "c", "d", "e", "f_bucket", "g");
    }

    @Test
    void aNameMayBeALabel() {
        assertThat(PromQl.parse("{__name__=\"up\", job=\"x\"}").selected()).isEqualTo(Map.of("up", Set.of("job")));
        assertThat(PromQl.parse("{__name__=~\"up|down\"}").selected()).containsOnlyKeys("up", "down");
    }

    @Test
    void aLabelThatMustBeEmptyNeedNotBeThere() {
        assertThat(PromQl.parse("up{job=\"\",instance!=\"\"}").selected()).isEqualTo(Map.of("up", Set.of("instance")));
    }

    @Test
    void numbersAndDurationsAreNoMetrics() {
        PromQl parsed = PromQl.parse("a[1h30m:15s] > 0x20 and floor(b / 2^5) % 2 == 1 and c @ 1609746000 < 5e3");

        assertThat(parsed.selected()).containsOnlyKeys("a", "b", "c");
    }
}
