package io.nvmlexporter.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.nvmlexporter.apiserver.ApiServerDouble.Request;
import io.nvmlexporter.apiserver.ListWatch.Pace;
import io.nvmlexporter.kubelet.Recorded;
import io.nvmlexporter.label.PodMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ListWatchTest {
    private static final String PODS = "/api/v1/pods";
    private static final ObjectName TRAIN = new ObjectName("ml", "train");
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Pace BRISK = new Pace(LONG, Duration.ofMillis(10), Duration.ofMillis(50), LONG);

    @TempDir
    private Path folder;

    private ApiServerDouble server;
    private ListWatch<PodMetadata> watch;

    @BeforeEach
    void start() {
        server = ApiServerDouble.start(folder);
        server.serve(PODS);
    }

    @AfterEach
    void stop() {
        if (watch != null) {
            watch.close();
        }
        server.close();
    }

    @Test
    void thisNodesPodsAreKnownByUidAndWantedLabels() {
        server.put(PODS, pod("train", "a", "'team': 'vision', 'secret': 'x'"));
        server.put(PODS, pod("elsewhere", "b", "'team': 'vision'"));
        follow(BRISK);

        assertThat(await(Watched::isUp).objects())
                .containsExactly(Map.entry(TRAIN, new PodMetadata("uid-train", "uid-train", Map.of("team", "vision"))));
    }

    @Test
    void onlyMetadataOfThisNodesPodsIsAskedForFromTheCache() {
        follow(BRISK);
        await(Watched::isUp);
        awaitWatches(1);

        assertThat(server.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.query()).containsEntry("fieldSelector", "spec.nodeName=a");
            assertThat(request.accept()).contains("as=PartialObjectMetadata").endsWith(",application/json");
            assertThat(request.authorization()).isEqualTo("Bearer token-1");
        });
        assertThat(server.requests().get(0).query()).containsEntry("resourceVersion", "0");
        assertThat(server.requests().get(1).query()).containsEntry("allowWatchBookmarks", "true");
    }

    @Test
    void aStaticPodHasTheKubeletsUidInItsCgroups() {
        server.put(
                PODS,
                "{'metadata': {'namespace': 'ml', 'name': 'train', 'uid': 'u', 'annotations':"
                        + " {'kubernetes.io/config.hash': 'c0ffee'}}, 'spec': {'nodeName': 'a'}}");
        follow(BRISK);

        assertThat(await(Watched::isUp).objects()).containsEntry(TRAIN, new PodMetadata("u", "c0ffee", Map.of()));
    }

    @Test
    void whatChangesIsFollowed() {
        follow(BRISK);
        await(Watched::isUp);
        server.put(PODS, pod("train", "a", "'team': 'vision'"));
        await(now -> "vision".equals(team(now)));
        server.put(PODS, pod("train", "a", "'team': 'speech'"));
        await(now -> "speech".equals(team(now)));
        server.delete(PODS, "ml/train");
        await(now -> now.objects().isEmpty());

        assertThat(lists()).hasSize(1);
    }

    @Test
    void pagesAreOneList() {
        IntStream.range(0, 7).forEach(n -> server.put(PODS, pod("p" + n, "a", "'team': 'vision'")));
        server.setPageSize(3);
        follow(BRISK);

        assertThat(await(Watched::isUp).objects()).hasSize(7);
        assertThat(lists()).hasSize(3);
    }

    @Test
    void aWatchThatBreaksIsTakenUpWhereItEnded() {
        follow(BRISK);
        awaitWatches(1);
        server.breakWatches();
        server.put(PODS, pod("train", "a", "'team': 'vision'"));
        await(now -> "vision".equals(team(now)));

        assertThat(lists()).hasSize(1);
        assertThat(watch.watched().isUp()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterTheServerForgotEverythingIsListedAgain(boolean byStatus) {
        server.put(PODS, pod("train", "a", "'team': 'vision'"));
        follow(BRISK);
        awaitWatches(1);
        server.delete(PODS, "ml/train");
        server.forgetThePast(byStatus);
        server.breakWatches();
        server.put(PODS, pod("other", "a", ""));

        assertThat(await(now -> now.objects().containsKey(new ObjectName("ml", "other")))
                        .objects())
                .hasSize(1);
        assertThat(watch.watched().isUp()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"401, unauthorized", "403, forbidden", "404, not_found", "429, internal_error", "500, internal_error"})
    void aRefusalIsToldAndTriedAgain(int status, String reason) {
        server.put(PODS, pod("train", "a", "'team': 'vision'"));
        server.refuse(status);
        follow(BRISK);
        await(now -> now.reason().equals(reason));
        server.allow();

        assertThat(await(Watched::isUp).objects()).containsKey(TRAIN);
    }

    @Test
    void aRoleThatMayListAndNotWatchIsToldOnce() {
        server.put(PODS, pod("train", "a", "'team': 'vision'"));
        server.refuseWatches();
        try (Recorded log = new Recorded(ListWatch.class.getName())) {
            follow(BRISK);
            await(now -> server.requests().size() > 8);

            assertThat(watch.watched().reason()).isEqualTo("forbidden");
            assertThat(watch.watched().objects()).containsKey(TRAIN);
            assertThat(log.lines()).hasSize(1);
        }
        server.allow();
        await(Watched::isUp);
    }

    @Test
    void aServerThatForgetsWhileItListsIsToldToo() {
        server.refuse(410);
        follow(BRISK);

        await(now -> now.reason().equals("gone"));
    }

    @Test
    void ofAPodsLabelsSixtyFourAreKept() {
        String labels = IntStream.range(0, 5000)
                .mapToObj(n -> "'label-" + n + "': '" + "x".repeat(100) + "'")
                .collect(Collectors.joining(", "));
        server.put(PODS, pod("train", "a", labels));
        follow(server.cluster("a"), name -> true);

        assertThat(await(Watched::isUp).objects().get(TRAIN).labels()).hasSize(64);
    }

    @Test
    void whatWouldTakeTooMuchMemoryIsNotKept() {
        String labels = IntStream.range(0, 64)
                .mapToObj(n -> "'label-" + n + "': '" + "x".repeat(1000) + "'")
                .collect(Collectors.joining(", "));
        IntStream.range(0, 80).forEach(n -> server.put(PODS, pod("p" + n, "a", labels)));
        follow(server.cluster("a"), name -> true);

        assertThat(await(now -> now.reason().equals("too_large")).objects()).isEmpty();
    }

    @Test
    void whileTheServerRefusesTheLastStandsUntilItIsTooOld() {
        server.put(PODS, pod("train", "a", "'team': 'vision'"));
        follow(new Pace(LONG, Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(1)));
        awaitWatches(1);
        server.refuse(403);
        server.breakWatches();

        assertThat(await(now -> now.reason().equals("forbidden")).objects()).containsKey(TRAIN);
        assertThat(await(now -> now.objects().isEmpty()).reason()).isEqualTo("forbidden");
    }

    @Test
    void aServerThatGoesIsUnavailable() {
        follow(BRISK);
        awaitWatches(1);
        server.close();

        await(now -> now.reason().equals("unavailable"));
    }

    @Test
    void aServerOfAnotherAuthorityIsNotTrusted() {
        Path other = folder.resolve("other");
        try (ApiServerDouble another = ApiServerDouble.ofAnotherAuthority(other)) {
            another.serve(PODS);
            Cluster confused = another.cluster("a");
            follow(new Cluster(confused.host(), confused.port(), folder, confused.node()), BRISK);

            await(now -> now.reason().equals("unavailable"));
            assertThat(another.requests()).isEmpty();
        }
    }

    @Test
    void aTokenIsReadAnewForEachQuestion() throws IOException {
        follow(BRISK);
        awaitWatches(1);
        Files.writeString(folder.resolve("token"), "token-2");
        server.breakWatches();
        awaitWatches(1);

        assertThat(server.requests()).last().extracting(Request::authorization).isEqualTo("Bearer token-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>a proxy's login</html>",
                "[]",
                "{\"metadata\": {}, \"items\": []}",
                "{\"metadata\": {\"resourceVersion\": \"1\"}, \"items\": [7]}",
                "{\"metadata\": {\"resourceVersion\": \"1\"}, \"items\": [{",
                "{\"items\": []}"
            })
    void nonsenseIsGarbledAndForgottenAfterwards(String answer) {
        server.put(PODS, pod("train", "a", "'team': 'vision'"));
        server.answer(answer);
        follow(BRISK);
        await(now -> now.reason().equals("garbled"));
        server.allow();

        assertThat(await(Watched::isUp).objects()).containsKey(TRAIN);
    }

    @Test
    void anObjectThatIsTooLargeIsNotRead() {
        server.answer("{\"metadata\": {\"resourceVersion\": \"1\", \"x\": \"" + "x".repeat(5 << 20) + "\"}}");
        follow(BRISK);

        await(now -> now.reason().equals("too_large"));
    }

    @Test
    void anObjectOfStrangeTypesIsOneThatSaysNothing() {
        server.answer("{\"metadata\": {\"resourceVersion\": \"1\"}, \"items\": [{\"metadata\":"
                + " {\"name\": 7, \"uid\": [], \"labels\": {\"team\": {}}, \"annotations\": null}}, {}]}");
        follow(BRISK);

        assertThat(await(now -> !now.objects().isEmpty()).objects())
                .containsExactly(Map.entry(new ObjectName("", ""), PodMetadata.NONE));
    }

    @Test
    void withoutAServiceAccountThereIsAReason() {
        follow(
                new Cluster(
                        server.cluster("a").host(),
                        server.cluster("a").port(),
                        folder.resolve("no"),
                        server.cluster("a").node()),
                BRISK);

        await(now -> now.reason().equals("no_service_account"));
    }

    private void follow(Pace pace) {
        follow(server.cluster("a"), pace);
    }

    private void follow(Cluster cluster, Predicate<String> labels) {
        watch = cluster.pods(labels, BRISK);
        watch.start();
    }

    private void follow(Cluster cluster, Pace pace) {
        watch = cluster.pods("team"::equals, pace);
        assertThat(watch.watched().reason()).isEqualTo("starting");
        watch.start();
    }

    private List<Request> lists() {
        return server.requests().stream().filter(request -> !request.isWatch()).toList();
    }

    private static String team(Watched<PodMetadata> now) {
        return now.objects().getOrDefault(TRAIN, PodMetadata.NONE).labels().get("team");
    }

    private static String pod(String name, String node, String labels) {
        return "{'metadata': {'namespace': 'ml', 'name': '" + name + "', 'uid': 'uid-" + name + "', 'labels': {"
                + labels + "}}, 'spec': {'nodeName': '" + node + "'}}";
    }

    private void awaitWatches(int count) {
        await(now -> server.watches() == count);
    }

    /** The timeout of the class ends it. */
    private Watched<PodMetadata> await(Predicate<Watched<PodMetadata>> expected) {
        Watched<PodMetadata> now = watch.watched();
        while (!expected.test(now)) {
            assertThat(Thread.interrupted()).as("%s", now).isFalse();
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            now = watch.watched();
        }
        return now;
    }
}
