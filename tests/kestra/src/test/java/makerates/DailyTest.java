package makerates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A morning on which all is well: what runs, what it hands on, what it measures; and a morning that was missed. */
class DailyTest {
    /** A Thursday on whose rates the two sources agree. */
    static final String CALM = "2026-09-24T06:00:00Z";
    /** Every task of the daily flow when all is well. A task that the engine skipped would be missing here. */
    static final List<String> TASKS = List.of("quota", "extract", "extract_frankfurter", "extract_exchangerate",
        "no_source", "publish", "transform", "quality", "sync");
    static final Map<String, String> ALL_GOOD = TASKS.stream().collect(Collectors.toMap(task -> task, task -> "SUCCESS"));
    static final String[] TIMED = {"quota", "extract_frankfurter", "extract_exchangerate", "transform", "quality", "sync"};

    private final Engine engine = Engine.get();

    @Test
    void a_good_morning_runs_every_task_and_publishes() {
        try (World world = new World(CALM)) {
            Run run = engine.run("rates_daily", Map.of()).expect("SUCCESS");

            assertEquals(ALL_GOOD, run.tasks());
            assertEquals("", run.alert());
            assertEquals("", run.output("quota", "reason"));
            assertEquals(List.of("frankfurter", "exchangerate"), run.output("quota", "available"));
            assertEquals(3, run.output("extract_frankfurter", "answers_new"), "the ECB's, the panel's, and who its banks are");
            assertEquals(1, run.output("extract_exchangerate", "answers_new"));
            assertEquals(run.output("sync", "candidates"), run.output("sync", "written"));
            assertEquals(run.output("sync", "written"), run.outputs().get("written"));
            assertTrue((int) run.output("sync", "written") > 300, () -> run.outputs("sync").toString());

            Map<String, Object> item = world.published("EUR/USD");
            assertEquals("2026-09-23", item.get("effective_date"), item::toString);
            assertEquals("consensus", item.get("validation_status"), item::toString);
            assertEquals(run.id(), item.get("run_id"), item::toString);
            assertEquals(List.of(world.silver("select rate from silver.validated_rates where currency = 'USD'").getFirst()),
                List.of(item.get("rate")));
            TimingReport.add("daily, both sources", run, TIMED);
        }
    }

    @Test
    void each_task_measures_what_it_did_and_of_what() {
        try (World world = new World(CALM)) {
            Run run = engine.run("rates_daily", Map.of()).expect("SUCCESS");
            List<String> metrics = run.metrics(TIMED);
            for (String expected : List.of(
                "quota quota_limit{layer=control, period=day, source=exchangerate} = 50.0",
                "quota quota_used{layer=control, period=month, source=exchangerate} = 0.0",
                "quota quota_remaining{layer=control, source=frankfurter} = 10000.0",
                "extract_frankfurter requests{layer=bronze, source=frankfurter} = 3.0",
                "extract_exchangerate answers_new{layer=bronze, source=exchangerate} = 1.0",
                "transform quarantined_rates{layer=silver} = " + ((Map<?, ?>) run.output("transform", "newest_day")).get("quarantined") + ".0",
                "sync items_withdrawn{layer=gold} = 0.0",
                "sync items_written{layer=gold} = " + Double.valueOf((int) run.output("sync", "written")))) {
                assertTrue(metrics.contains(expected), () -> expected + " is not among " + metrics);
            }
            for (String task : TIMED) {
                assertTrue(metrics.stream().anyMatch(metric -> metric.startsWith(task + " duration{layer=")), metrics::toString);
            }
        }
    }

    @Test
    void the_second_run_of_a_morning_writes_nothing_new() {
        try (World world = new World(CALM)) {
            engine.run("rates_daily", Map.of()).expect("SUCCESS");
            int answers = world.files("bronze/answers").size();
            Run again = engine.run("rates_daily", Map.of()).expect("SUCCESS");

            assertEquals(ALL_GOOD, again.tasks());
            assertEquals(0, again.output("extract_frankfurter", "answers_new"));
            assertEquals(0, again.output("extract_exchangerate", "answers_new"));
            assertEquals(0, again.output("sync", "written"));
            assertEquals(0, again.output("sync", "withdrawn"));
            assertEquals(again.output("sync", "candidates"), again.output("sync", "unchanged"));
            assertEquals(answers, world.files("bronze/answers").size());
        }
    }

    @Test
    void our_log_has_its_own_levels_and_the_key_is_nowhere() {
        try (World world = new World(CALM)) {
            Run run = engine.run("rates_daily", Map.of()).expect("SUCCESS");
            String log = String.join("\n", run.log());
            assertTrue(log.contains("INFO extract_exchangerate bronze "), log);
            assertFalse(log.contains("ERROR"), log);
            assertEquals(1, world.requests("/v6/"), () -> "the key was used: " + world.requests());
            assertKeyIsNowhere(run, world);
        }
    }

    /** In no log, output, metric, variable or file of ours, in clear or in base64; nor where the engine masked it. */
    static void assertKeyIsNowhere(Run run, World world) {
        String base64 = Environment.of("TEST_KEY_BASE64");
        StringBuilder kept = new StringBuilder(run.execution().toString()).append(run.log()).append(run.outputs());
        run.tasks().keySet().forEach(task -> kept.append(run.outputs(task)));
        run.metrics().forEach(kept::append);
        world.files("bronze").forEach(file -> kept.append(file).append(Engine.text(file)));
        assertFalse(kept.toString().contains("******"), "a secret was logged, and masked by the engine");
        assertFalse(kept.toString().contains(World.KEY), "the key is shown");
        assertFalse(kept.toString().contains(base64), "the key is shown in base64");
    }

    @Test
    void a_past_day_is_asked_of_all_sources() {
        try (World world = new World("2026-09-29T06:00:00Z")) {
            world.setQuota(Map.of("plan", "pro"));
            Run run = engine.run("rates_daily", Map.of("date", "2026-09-22"));
            assertEquals("2026-09-22", run.output("extract_frankfurter", "last_rate_date"));
            assertEquals("2026-09-22", run.output("extract_exchangerate", "last_rate_date"));
            assertEquals(1, world.requests("/v1/2026-09-22"), world.requests()::toString);
            assertEquals(1, world.requests("/v2/providers"), world.requests()::toString);
            assertEquals(1, world.requests("/history/USD/2026/9/23"), world.requests()::toString);
            assertEquals("2026-09-22", world.published("EUR/USD", "--date", "2026-09-22").get("effective_date"));
        }
    }

    @Test
    void a_past_day_that_a_source_has_no_rates_of_yet_is_a_warning() {
        try (World world = new World("2026-09-29T06:00:00Z"); Webhook webhook = new Webhook()) {
            world.setQuota(Map.of("plan", "pro"));
            world.setFaults(Map.of("source", "frankfurter", "kind", "stale", "date", "2026-09-21", "path_contains", "/v1/"));
            Run run = engine.run("rates_daily", Map.of("date", "2026-09-22")).expect("WARNING");
            assertEquals("WARNING", run.tasks().get("extract_frankfurter"), run.tasks()::toString);
            assertEquals("SUCCESS", run.tasks().get("sync"));
            AlertTest.assertTells(run, webhook, "rates_daily WARNING 2026-09-22", "• extract_frankfurter: not_there_yet: frankfurter answered without 2026-09-22; next: run it again later");
        }
    }

    @Test
    void a_transform_waits_until_a_backfill_has_built_its_silver() {
        try (World world = new World(CALM)) {
            world.configure(CALM, "silver.wait_s = 0");
            // Holds the lock until the real transform has opened its file.
            world.replace("transform", """
                [ "$1" != quality ] || exec "$REAL/transform" "$@"
                mkdir -p "$MAKERATES_HOME/silver"
                exec 9>>"$MAKERATES_HOME/silver/.lock"
                flock 9
                "$REAL/transform" "$@" 9>&- &
                while kill -0 $! && ! ls -l /proc/$!/fd | grep -q /silver/.lock; do :; done
                flock --unlock 9
                wait $!
                """);
            engine.run("rates_daily", Map.of()).expect("SUCCESS");
        }
    }

    @Test
    void a_schedule_that_was_missed_asks_for_its_own_day() {
        try (World world = new World("2026-09-29T06:00:00Z")) {
            Run run = engine.runScheduled("rates_daily", "2026-09-24T06:00:00Z");
            assertEquals("2026-09-23", run.output("extract_frankfurter", "last_rate_date"), run.tasks()::toString);
            assertEquals(1, world.requests("/v1/2026-09-23"), world.requests()::toString);

            engine.runScheduled("rates_daily", "2026-09-28T06:00Z");
            assertEquals(1, world.requests("/v1/2026-09-25"), "Monday's schedule would have seen Friday");
        }
    }

    @Test
    void a_schedule_on_time_asks_for_the_latest() {
        try (World world = new World(CALM)) {
            Run run = engine.runScheduled("rates_daily", CALM).expect("SUCCESS");
            assertEquals(ALL_GOOD, run.tasks());
            assertEquals(1, world.requests("/v1/latest"), world.requests()::toString);
        }
    }
}
