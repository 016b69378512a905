package io.nvmlexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The chart as its users get it: packaged, rendered by Helm's own library. Values are texts in YAML, as users write
 * them.
 */
final class Chart {
    static final String SOURCE = "deploy/helm/nvml-exporter";
    /** Namespace and name of the releases, unless a test says otherwise. */
    static final String NAMESPACE = "monitoring";

    static final String RELEASE = "gpu";

    /** What the chart is made of, links and what they lead to. */
    private static final List<String> PARTS = List.of(
            SOURCE, "alerts", "dashboards", "exporter/src/main/resources/io/nvmlexporter/collect/default-counters.csv");

    /** Where Helm says which template stopped, before what it has to say. */
    private static final Pattern STOPPED =
            Pattern.compile("execution error at \\(nvml-exporter/templates/[^)]*\\): (.*)");

    private static final Chart CHART = packageFrom(Path.of(".."));

    private final Path archive;

    private Chart(Path archive) {
        this.archive = archive;
    }

    static Chart ofThisRepository() {
        return CHART;
    }

    /** As {@link #ofThisRepository}, with the pod of {@code helm test}: Helm's library does not show hooks. */
    static Chart withHelmTest() {
        return WithHelmTest.CHART;
    }

    private static final class WithHelmTest {
        static final Chart CHART = chart();

        private static Chart chart() {
            try {
                return after(Files.createTempDirectory("chart"), repository -> {
                    Path pod = repository.resolve(SOURCE).resolve("templates/tests/scrape.yaml");
                    replace(pod, "helm.sh/hook: test", "test: hook");
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void replace(Path file, String old, String replacement) {
        try {
            String text = Files.readString(file);
            assertThat(text).contains(old);
            Files.writeString(file, text.replace(old, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The chart of this repository after a change of its files.
     *
     * @param work an empty directory
     * @param change gets a copy of this repository, as far as the chart is made of it
     */
    static Chart after(Path work, Consumer<Path> change) {
        for (String part : PARTS) {
            copy(Path.of("..", part), work.resolve(part));
        }
        change.accept(work);
        return packageFrom(work);
    }

    /** Helm tells on stderr of each link in the chart's folder. */
    private static Chart packageFrom(Path repository) {
        try {
            Path destination = Files.createTempDirectory("chart");
            new Helm(repository.resolve(SOURCE))
                    .packageIt()
                    .withDestination(destination)
                    .call();
            Path archive = only(destination);
            destination.toFile().deleteOnExit();
            archive.toFile().deleteOnExit();
            return new Chart(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path only(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path archive() {
        return archive;
    }

    /** Objects that an API server would take, and that find one another. */
    Manifests render(String values) {
        Manifests manifests = Manifests.parse(text(RELEASE, NAMESPACE, values));
        ApiServer.accepts(manifests);
        Wiring.holds(manifests);
        return manifests;
    }

    /** Why Helm does not render it: the chart's own line, or else all that Helm says. */
    String refusal(String values) {
        Throwable refusal = catchThrowable(() -> text(RELEASE, NAMESPACE, values));
        assertThat(refusal).as("rendered: %s", values).isInstanceOf(IllegalStateException.class);
        Matcher own = STOPPED.matcher(refusal.getMessage());
        return own.find() ? own.group(1) : refusal.getMessage();
    }

    String text(String release, String namespace, String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values);
                return template()
                        .withName(release)
                        .withNamespace(namespace)
                        .withValuesFile(file)
                        .call();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TemplateCommand template() {
        // Helm's library pretends to be at 1.20 if it is not told.
        return new Helm(archive).template().withKubeVersion("1.32.0");
    }
}
