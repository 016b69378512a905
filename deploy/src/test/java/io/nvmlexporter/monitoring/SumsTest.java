package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the dashboards add up is true where the page repeats values: on MIG boards and on GPUs that pods share. */
@ExtendWith(ScrapedStack.class)
class SumsTest {
    private static final String MIG = "gpu-mig";
    private static final String SHARED = SharedNode.NAME;

    private final Prometheus prometheus;
    private final List<Query> queries = Query.ofDashboards(Path.of("../dashboards"));

    SumsTest(Stack stack) throws IOException {
        prometheus = stack.prometheus();
    }

    @Test
    void aGpuThatPodsShareIsOne() throws Exception {
        assertThat(sum("gpu-fleet.json: GPUs A", SHARED)).isEqualTo(1);
        assertThat(sum("gpu-fleet.json: Allocated A", SHARED)).isEqualTo(1);
        assertThat(sum("workloads.json: Pods A", SHARED)).isEqualTo(4);
        assertThat(sum("workloads.json: GPUs in use by pods A", SHARED)).isEqualTo(1, within(1e-9));
        assertThat(sum("gpu-fleet.json: Memory A", SHARED)).isEqualTo(29 * 1024);
    }

    @Test
    void aMigBoardIsOneAndItsInstancesMakeItUp() throws Exception {
        assertThat(sum("gpu-fleet.json: GPUs A", MIG)).isEqualTo(1);
        assertThat(sum("mig.json: GPU instances D", MIG)).isEqualTo(1, within(1e-9));
        assertThat(value(panel("gpu-fleet.json: Power A", MIG) + " - max(DCGM_FI_DEV_POWER_USAGE{hostname='gpu-mig'})"))
                .isZero();
    }

    /** Its pods have the whole of it all the time, so that nothing is left over. */
    @Test
    void theEnergyOfPodsIsThatOfTheirBoard() throws Exception {
        String pods = panel("workloads.json: Energy of the pods A", SHARED);
        String boards = panel("workloads.json: Energy of all boards A", SHARED);

        assertThat(value(boards)).isPositive();
        assertThat(value(pods + " / " + boards)).isEqualTo(1, within(1e-9));
    }

    @Test
    void theCostIsThatOfHoursAndEnergyAtThePricesOfCommonYaml() throws Exception {
        String hours = panel("workloads.json: GPU-hours A", ".*") + " * 2.50";
        String energy = panel("workloads.json: Energy of the pods A", ".*") + " * 0.25";

        assertThat(value(panel("workloads.json: Cost in $currency A", ".*") + " / (" + hours + " + " + energy + ")"))
                .isEqualTo(1, within(1e-9));
    }

    @Test
    void namespacesAndPodsAddUpToTheWhole() throws Exception {
        String whole = panel("workloads.json: GPU-hours A", ".*");

        for (String rows : List.of("By namespace, cost in $currency A", "By pod, cost in $currency A")) {
            assertThat(value("sum" + panel("workloads.json: " + rows, ".*") + " / " + whole))
                    .isEqualTo(1, within(1e-9));
        }
    }

    private double sum(String panel, String node) throws IOException, InterruptedException {
        return value("sum" + panel(panel, node));
    }

    /** What the query of the panel asks with this node chosen. */
    private String panel(String where, String node) {
        return queries.stream()
                .filter(query -> query.where().equals(where))
                .map(query -> "(" + query.expression().replace("\".*|\"", "\"" + node + "|\"") + ")")
                .findFirst()
                .orElseThrow();
    }

    private double value(String expression) throws IOException, InterruptedException {
        JsonNode result = prometheus.query(expression);
        assertThat(result).as(expression).hasSize(1);
        return result.at("/0/value/1").asDouble();
    }
}
