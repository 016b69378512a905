package io.nvmlexporter.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelTextTest {
    private static final String EMOJI = "\uD83D\uDE80";

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
        "app, app",
        "app.kubernetes.io/name, app_kubernetes_io_name",
        "9lives, _9lives",
        "a-b_c.d/e, a_b_c_d_e",
        "gpu, pod_label_gpu",
        "pod, pod_label_pod",
        "uuid, pod_label_uuid",
        "GPU_I.ID, pod_label_GPU_I_ID",
        "dra.claim.name, pod_label_dra_claim_name",
        "DCGM_FI_DRIVER_VERSION, pod_label_DCGM_FI_DRIVER_VERSION",
        "__name__, pod_label___name__",
        "_x, _x",
        "größe, gr__e",
        EMOJI + ", _",
        "٣, _",
    })
    void aPodsLabelHasANameThatPrometheusTakesAndNoOtherHas(String key, String name) {
        assertThat(LabelText.ofPod(Map.of(key, "value"))).containsExactly(Map.entry(name, "value"));
    }

    @Test
    void ofTwoThatBecomeTheSameTheFirstNameCountsWhateverTheOrder() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("a.b", "dot");
        one.put("a-b", "dash");
        one.put("a/b", "slash");

        assertThat(LabelText.ofPod(one)).containsExactly(Map.entry("a_b", "dash"));
    }

    @Test
    void aRenamedLabelDoesNotHideThatOfItsNewName() {
        assertThat(LabelText.ofPod(Map.of("gpu", "ours", "pod_label_gpu", "own")))
                .containsExactly(Map.entry("pod_label_gpu", "ours"));
    }

    @Test
    void whatHasNoNameOrNoValueIsNoLabel() {
        assertThat(LabelText.ofPod(Map.of("", "value", "empty", "", "x".repeat(318), "too long")))
                .isEmpty();
        assertThat(LabelText.ofPod(Map.of("x".repeat(317), "as long as Kubernetes allows")))
                .hasSize(1);
    }

    @Test
    void thereAreAtMost64AndAlwaysTheSame() {
        Map<String, String> many = IntStream.range(100, 300)
                .boxed()
                .collect(Collectors.toMap(number -> "label-" + number, String::valueOf));

        assertThat(LabelText.ofPod(many)).hasSize(64).containsKey("label_163").doesNotContainKey("label_164");
    }

    @Test
    void aValueIsKeptAsItIsUpToItsBound() {
        String odd = "\"quoted\" \\ back\nnew\tline " + EMOJI;

        assertThat(LabelText.ofPod(Map.of("odd", odd))).containsEntry("odd", odd);
        assertThat(LabelText.bounded("x".repeat(1024))).hasSize(1024);
        assertThat(LabelText.bounded("x".repeat(64 << 10))).isEqualTo("x".repeat(1024));
        assertThat(LabelText.bounded("x".repeat(1023) + EMOJI)).isEqualTo("x".repeat(1023));
        assertThat(LabelText.bounded("x".repeat(1022) + EMOJI + "y")).isEqualTo("x".repeat(1022) + EMOJI);
    }

    @Test
    void whateverAPodIsLabelledTheNamesAreValidAndTheNumbersBounded() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            Map<String, String> labels = IntStream.range(0, random.nextInt(100))
                    .mapToObj(i -> text(random, 12))
                    .distinct()
                    .collect(Collectors.toMap(key -> key, key -> text(random, 2000)));

            assertThat(LabelText.ofPod(labels)).hasSizeLessThanOrEqualTo(64);
            LabelText.ofPod(labels).forEach((name, value) -> {
                assertThat(name).matches("[a-zA-Z_][a-zA-Z0-9_]*").doesNotStartWith("__");
                assertThat(value.length()).isBetween(1, 1024);
            });
        }
    }

    /** Of letters, digits, and what is none, also outside of Unicode's first plane. */
    private static String text(Random random, int longest) {
        int[] all = {'a', 'Z', '0', '9', '_', '-', '.', '/', '"', '\\', '\n', ' ', 0xE9, 0x1F680, 0xD800};
        return random.ints(random.nextInt(longest), 0, all.length)
                .map(i -> all[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
