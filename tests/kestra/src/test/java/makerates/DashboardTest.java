package makerates;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The dashboard as the engine computes it, from the metrics of real runs. A misspelt metric would be an empty chart. */
class DashboardTest {
    private final Engine engine = Engine.get();
    private final String yaml = Engine.text(World.REPOSITORY.resolve("kestra/dashboards/rates.yml"));
    private final DashboardYaml dashboard = new DashboardYaml(engine.context, yaml);

    @Test
    void the_engine_takes_it_and_refuses_one_that_is_wrong() {
        assertEquals(List.of(), dashboard.errors());
        assertFalse(new DashboardYaml(engine.context, yaml.replace("TASK_ID", "TASK_IDD")).errors().isEmpty());
        List<String> charts = dashboard.chartIds();
        assertTrue(charts.size() > 5 && new HashSet<>(charts).size() == charts.size(), charts::toString);
    }

    @Test
    void every_chart_shows_what_the_runs_measured() {
        try (World world = new World(DailyTest.CALM)) {
            ZonedDateTime start = ZonedDateTime.now().minusMinutes(1);
            Run run = engine.run("rates_daily", Map.of()).expect("SUCCESS");
            world.configure(DailyTest.CALM, "quota.frankfurter.daily = 1");
            engine.run("rates_daily", Map.of()).expect("WARNING");
            run.metrics(DailyTest.TIMED);

            for (String chart : dashboard.chartIds()) {
                await(chart).atMost(Run.INDEXED_MAX).until(() -> !dashboard.rows(chart, start, ZonedDateTime.now()).isEmpty());
            }
            Map<?, ?> day = (Map<?, ?>) run.output("transform", "newest_day");
            assertShows(run, "rates", start, ((Number) day.get("validated")).doubleValue());
            assertShows(run, "deviation", start, ((Number) day.get("deviation_pct_max")).doubleValue());
        }
    }

    /** Some row of the chart has this value. Of this run alone: others of the same minute would share its bar. */
    private void assertShows(Run run, String chart, ZonedDateTime start, double value) {
        String daily = "{field: FLOW_ID, type: EQUAL_TO, value: rates_daily}";
        assertTrue(yaml.contains(daily));
        String one = yaml.replace(daily, "{field: EXECUTION_ID, type: EQUAL_TO, value: " + run.id() + "}");
        DashboardYaml ofRun = new DashboardYaml(engine.context, one);
        List<Map<String, Object>> rows = Engine.checked(() -> ofRun.rows(chart, start, ZonedDateTime.now()));
        assertTrue(rows.stream().flatMap(row -> row.values().stream())
            .anyMatch(found -> found instanceof Number number && Math.abs(number.doubleValue() - value) < 1e-6),
            () -> value + " is not in " + rows);
    }
}
