package io.nvmlexporter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;

/**
 * The line from driver to page: {@code nvml → field → collect → label → http}, each package using only those to its
 * left, with the simulation, the kubelet, the API server and the command beside it.
 */
class ArchitectureTest {
    private static final String ROOT = "io.nvmlexporter";
    private static final String NVML = "io.nvmlexporter.nvml";
    private static final String FIELD = "io.nvmlexporter.field";
    private static final String COLLECT = "io.nvmlexporter.collect";
    private static final String LABEL = "io.nvmlexporter.label";
    private static final String CONFIG = "io.nvmlexporter.config";
    private static final String HTTP = "io.nvmlexporter.http";
    private static final String API_SERVER = "io.nvmlexporter.apiserver";
    private static final String KUBELET = "io.nvmlexporter.kubelet";
    private static final String SIMULATION = "io.nvmlexporter.simulation";

    /** Each package, and those of ours that it may use. A new package is entered here before it can exist. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            ROOT, Set.of(NVML, FIELD, COLLECT, CONFIG, KUBELET, LABEL, API_SERVER, HTTP, SIMULATION),
            NVML, Set.of(),
            FIELD, Set.of(NVML),
            COLLECT, Set.of(NVML, FIELD),
            CONFIG, Set.of(COLLECT),
            KUBELET, Set.of(),
            LABEL, Set.of(FIELD, COLLECT, KUBELET),
            API_SERVER, Set.of(LABEL),
            HTTP, Set.of(NVML, FIELD, COLLECT, KUBELET, LABEL),
            SIMULATION, Set.of(NVML));

    /** Classes with fields that change, and who changes them. All other state is set once. */
    private static final Map<String, String> MAY_CHANGE = Map.ofEntries(
            entry("io.nvmlexporter.Owning", "the kubelet's thread, once, under its lock; volatile, for the scrapes"),
            entry("io.nvmlexporter.apiserver.ApiServer", "the thread that asks"),
            entry("io.nvmlexporter.apiserver.KeptObjects", "the thread of its ListWatch"),
            entry("io.nvmlexporter.apiserver.ListWatch", "its own thread; volatile, for the scrapes that read"),
            entry("io.nvmlexporter.apiserver.ObjectStream$Limited", "the thread that reads"),
            entry("io.nvmlexporter.FieldsCommand", "picocli, at the start"),
            entry("io.nvmlexporter.HealthCommand", "picocli, at the start"),
            entry("io.nvmlexporter.PodsCommand", "picocli, at the start"),
            entry("io.nvmlexporter.label.JobWatcher", "its own thread; volatile, for the scrapes that read"),
            entry("io.nvmlexporter.label.Ownership", "any scrape, which keeps what it has worked out; volatile"),
            entry("io.nvmlexporter.RecordCommand", "picocli, at the start"),
            entry("io.nvmlexporter.nvml.LoadedLibrary", "any thread, under its own lock"),
            entry("io.nvmlexporter.nvml.NativeEventSet", "the thread that waits for its events"),
            entry("io.nvmlexporter.nvml.NativeSystemEventSet", "the thread that waits for its events"),
            entry("io.nvmlexporter.nvml.NativeGpmSample", "the reader thread of its GPU"),
            entry("io.nvmlexporter.collect.Collector", "its own thread; volatile, for the scrapes that read"),
            entry("io.nvmlexporter.collect.GpuReader", "its own thread; volatile, for the scrapes that read"),
            entry("io.nvmlexporter.collect.GpuPoller", "its GPU's reader thread"),
            entry("io.nvmlexporter.collect.DeviceReader", "its GPU's reader thread"),
            entry("io.nvmlexporter.collect.GroupReader", "its GPU's reader thread"),
            entry("io.nvmlexporter.collect.Schedule", "its GPU's reader thread"),
            entry("io.nvmlexporter.collect.EventWatcher", "its own thread"),
            entry("io.nvmlexporter.collect.Events", "any thread, under its own lock"),
            entry("io.nvmlexporter.collect.NodeWatcher", "its own thread"),
            entry("io.nvmlexporter.collect.CsvLexer", "the thread that parses"),
            entry("io.nvmlexporter.field.History", "its GPU's reader thread"),
            entry("io.nvmlexporter.field.Seldom", "its GPU's reader thread"),
            entry("io.nvmlexporter.field.SlidingCount", "its GPU's reader thread, or whoever holds the lock of Xids"),
            entry("io.nvmlexporter.field.Readings$Once", "its GPU's reader thread"),
            entry("io.nvmlexporter.kubelet.KubeletClient", "whoever holds its lock"),
            entry("io.nvmlexporter.kubelet.PodReader", "the thread that reads"),
            entry("io.nvmlexporter.kubelet.RuntimeClient", "whoever holds its lock"),
            entry("io.nvmlexporter.kubelet.Watcher", "its own thread; volatile, for the scrapes that read"),
            entry("io.nvmlexporter.simulation.Activity", "whoever holds the lock of MovingDriver"),
            entry("io.nvmlexporter.simulation.CaptureParser", "the thread that parses"),
            entry("io.nvmlexporter.simulation.CapturedDriver", "whoever closes it; volatile"));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);

    @Test
    void everyPackageIsInTheTable() {
        assertThat(MAIN.stream().map(JavaClass::getPackageName)).isNotEmpty().isSubsetOf(MAY_USE.keySet());
    }

    @Test
    void packagesUseOnlyWhatTheTableAllows() {
        MAY_USE.forEach((name, allowed) -> noClasses()
                .that(resideInAPackage(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAPackage(name)))
                        .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
                .allowEmptyShould(true)
                .check(MAIN));
    }

    @Test
    void onlyTheBindingKnowsJna() {
        noneOutside(NVML, resideInAPackage("com.sun.jna.."));
    }

    @Test
    void onlyTheHttpPackageKnowsTheHttpServer() {
        noneOutside(HTTP, resideInAPackage("com.sun.net.httpserver.."));
    }

    @Test
    void onlyTheClientsOfTheNodesSocketsKnowGrpcAndNetty() {
        noneOutside(KUBELET, resideInAnyPackage("io.grpc..", "io.netty..", "com.google.protobuf.."));
    }

    @Test
    void onlyTheApiServersClientKnowsTheHttpClient() {
        noneOutside(API_SERVER, resideInAnyPackage("java.net.http.."));
    }

    /** The API server's, and the container runtime's beside the kubelet. */
    @Test
    void onlyTheClientsOfServersWithJsonKnowJson() {
        noClasses()
                .that(not(resideInAnyPackage(API_SERVER, KUBELET)))
                .should()
                .dependOnClassesThat(resideInAPackage("com.google.gson.."))
                .check(MAIN);
    }

    @Test
    void onlyTheConfigFilesReaderKnowsYaml() {
        noneOutside(CONFIG, resideInAPackage("org.snakeyaml.."));
    }

    @Test
    void onlyTheCommandMeetsTheProcess() {
        noClasses()
                .that(not(resideInAPackage(ROOT)))
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(MAIN);
    }

    @Test
    void loggingIsConfiguredByTheCommandAlone() {
        noneOutside(
                ROOT,
                assignableTo(LogManager.class).or(assignableTo(Handler.class)).or(assignableTo(Formatter.class)));
    }

    @Test
    void stateIsSetOnce() {
        fields().that(areOurs())
                .and()
                .areDeclaredInClassesThat(not(mayChange()))
                .should()
                .beFinal()
                .check(MAIN);
    }

    @Test
    void theTableOfWhatChangesNamesNoClassWhoseFieldsAreAllFinal() {
        assertThat(MAY_CHANGE.keySet())
                .allSatisfy(
                        name -> assertThat(MAIN.get(name).getFields().stream().filter(areOurs()))
                                .anyMatch(field -> !field.getModifiers().contains(JavaModifier.FINAL)));
    }

    private static void noneOutside(String home, DescribedPredicate<JavaClass> theirs) {
        noClasses()
                .that(not(resideInAPackage(home)))
                .should()
                .dependOnClassesThat(theirs)
                .check(MAIN);
    }

    /** Fields of our source, so not those that javac makes. */
    private static DescribedPredicate<JavaField> areOurs() {
        return DescribedPredicate.describe(
                "are ours", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    /** The named ones; C's structs, into whose fields JNA writes the driver's answers; and what protoc generates. */
    private static DescribedPredicate<JavaClass> mayChange() {
        return DescribedPredicate.describe(
                "may change",
                type -> MAY_CHANGE.containsKey(type.getName())
                        || type.isAssignableTo("com.sun.jna.Structure")
                        || type.isAssignableTo("com.google.protobuf.MessageLite"));
    }
}
