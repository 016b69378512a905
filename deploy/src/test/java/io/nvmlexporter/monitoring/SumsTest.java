package io.nvmlexporter.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the dashboards add up is true where the page repeats values: on MIG boards and on GPUs that pods share. */
@ExtendWith(ScrapedStack.class)
class SumsTest {
    private static final String MIG = "gpu-mig";
    private static final String SHARED = SharedNode.NAME;
    private static final String ALL = ".*";

    private final Prometheus prometheus;
    private final List<Query> queries = Query.ofDashboards(Path.of("../dashboards"));

    private final String nameless;

    SumsTest(Stack stack) throws IOException, InterruptedException {
        prometheus = stack.prometheus();
        nameless = prometheus
                .query("DCGM_FI_DEV_GPU_TEMP{Hostname='',hostname=''}")
                .at("/0/metric/instance")
                .asText();
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
        String hours = panel("workloads.json: GPU-hours A", ALL) + " * 2.50";
        String energy = panel("workloads.json: Energy of the pods A", ALL) + " * 0.25";

        assertThat(value(panel("workloads.json: Cost in $currency A", ALL) + " / (" + hours + " + " + energy + ")"))
                .isEqualTo(1, within(1e-9));
    }

    @Test
    void namespacesAndPodsAddUpToTheWhole() throws Exception {
        String whole = panel("workloads.json: GPU-hours A", ALL);

        for (String rows : List.of("By namespace, cost in $currency A", "By pod, cost in $currency A")) {
            assertThat(value("sum" + panel("workloads.json: " + rows, ALL) + " / " + whole))
                    .isEqualTo(1, within(1e-9));
        }
    }

    @Test
    void aNodeThatTwoJobsScrapeIsOne() throws Exception {
        assertThat(sum("gpu-fleet.json: GPUs A", "gpu-h100")).isEqualTo(8);
        assertThat(sum("gpu-fleet.json: GPUs A", ALL)).as("with the nameless").isEqualTo(8 + 1 + 3 + 1 + 6 + 1);
        assertThat(sum("gpu-fleet.json: Lost A", "gpu-faulty")).isEqualTo(2);
        assertThat(sum("exporter.json: GPUs not read A", "gpu-faulty")).isEqualTo(2);
    }

    /** What the board's counter grew by, in its own unit, which is millijoules. */
    @Test
    void energyIsInTheUnitThatThePanelSays() throws Exception {
        String grown = "(max(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{Hostname='" + SHARED + "'})"
                + " - min(min_over_time(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{Hostname='" + SHARED + "'}[5m])))";

        assertThat(value(panel("workloads.json: Energy of all boards A", SHARED) + " * 3600000000 / " + grown))
                .isBetween(0.5, 1.01);
    }

    /** Of the reasons 0x20 and 0x40, which the faulty node's hottest GPU has, and of no other. */
    @Test
    void aReasonThatHoldsTheClocksBackIsCalledByItsName() throws Exception {
        Map<String, Boolean> reasons = new TreeMap<>();
        for (Query query : queries) {
            if (query.where().startsWith("gpu.json: Why the clocks are not higher")) {
                String hottest = chosen(query, "gpu-faulty").replace("gpu=~\".*\"", "gpu=\"0\"");
                reasons.put(query.legend(), value("max(" + hottest + ")") > 0);
            }
        }
        assertThat(reasons).hasSize(9);
        reasons.values().removeIf(holds -> !holds);
        assertThat(reasons).containsOnlyKeys("heat, by the driver", "heat, by the hardware");
    }

    private double sum(String panel, String node) throws IOException, InterruptedException {
        return value("sum" + panel(panel, node));
    }

    /** What the query of the panel asks with this node chosen. */
    private String panel(String where, String node) {
        return queries.stream()
                .filter(query -> query.where().equals(where))
                .map(query -> "(" + chosen(query, node) + ")")
                .findFirst()
                .orElseThrow();
    }

    /** As Grafana fills it in: with a node goes that targets without a node are left out. */
    private String chosen(Query query, String node) {
        return node.equals(ALL)
                ? query.expression()
                : query.expression()
                        .replace("\".*|\"", "\"" + node + "|\"")
                        .replace("instance!~\"\"", "instance!~\"" + nameless + "\"");
    }

    private double value(String expression) throws IOException, InterruptedException {
        JsonNode result = prometheus.query(expression);
        assertThat(result).as(expression).hasSize(1);
        return result.at("/0/value/1").asDouble();
    }
}
