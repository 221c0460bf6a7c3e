package makerates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A month of past days: whole in one go, day by day with one that fails, within the quota, and started again. */
class BackfillTest {
    private static final String NOW = "2026-09-29T06:00:00Z";
    private static final Map<String, Object> AUGUST = Map.of("start_date", "2026-08-03", "end_date", "2026-08-31");
    /** August 2026 has 21 market days from the 3rd on. */
    private static final int MARKET_DAYS = 21;
    /** The ECB's days, and the list of banks: of those that are recorded the others had ended by then. */
    private static final int SLICES = MARKET_DAYS + 1;
    private static final Map<String, Object> BAD_DAY = Map.of("source", "frankfurter", "kind", "status", "status", 503,
        "path_contains", "/v1/2026-08-12");

    private final Engine engine = Engine.get();

    @Test
    void a_batch_fetches_a_month_in_two_requests_and_publishes_once() {
        try (World world = new World(NOW)) {
            Run run = backfill(Map.of("mode", "BATCH")).expect("SUCCESS");

            Map<String, String> tasks = new TreeMap<>(run.tasks());
            assertEquals("SKIPPED", tasks.remove("extract_exchangerate"));
            assertEquals(Set.of("extract", "extract_frankfurter", "no_source", "publish", "transform", "sync"), tasks.keySet());
            assertEquals(Set.of("SUCCESS"), Set.copyOf(tasks.values()));
            assertEquals(2, world.requests().size(), world.requests()::toString);
            assertEquals(2, run.outputs().get("fetched"));
            assertIsComplete(world);
            assertEquals("", run.alert());

            Run again = backfill(Map.of("mode", "BATCH")).expect("SUCCESS");
            assertEquals(2, world.requests().size(), "nothing is asked again");
            assertEquals(0, again.outputs().get("fetched"));
            assertEquals(0, again.output("sync", "written"));
        }
    }

    @Test
    void a_batch_that_fails_half_way_keeps_what_came_and_goes_on_when_started_again() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "frankfurter", "kind", "status", "status", 503, "path_contains", "/v2/"));
            Run run = backfill(Map.of("mode", "BATCH")).expect("WARNING");
            assertEquals(1, run.outputs().get("fetched"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            AlertTest.assertTells(run, webhook, "rates_backfill WARNING, 2026-08-03 to 2026-08-31\n", "• extract_frankfurter: ", "2026-08-03..2026-08-31", "503", "; next: ");

            world.setFaults();
            backfill(Map.of("mode", "BATCH")).expect("SUCCESS");
            assertEquals(1, world.requests("/v1/"), "the ECB is not asked again");
            assertIsComplete(world);
        }
    }

    @Test
    void a_bad_day_harms_no_other_and_is_named_and_the_next_start_asks_for_it_alone() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            world.setFaults(BAD_DAY);
            Run run = backfill(Map.of("mode", "ISOLATED")).expect("WARNING");
            assertEquals(SLICES - 1, run.outputs().get("fetched"));
            assertEquals(List.of("2026-08-12"), run.output("extract_frankfurter", "failed_dates"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            AlertTest.assertTells(run, webhook, "• extract_frankfurter: a question failed: 2026-08-12 (", "503", "; next: run it again");
            assertEquals(SLICES + 2, world.requests().size(), "each once, the bad day three times");

            world.setFaults();
            Run again = backfill(Map.of("mode", "ISOLATED")).expect("SUCCESS");
            assertEquals(SLICES + 3, world.requests().size(), "the bad day alone");
            assertEquals(1, again.outputs().get("fetched"));
            assertEquals(List.of(), again.output("extract_frankfurter", "failed_dates"));
            assertIsComplete(world);
        }
    }

    @Test
    void a_day_that_a_source_has_no_rates_of_yet_is_named_and_asked_for_again() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "frankfurter", "kind", "stale", "date", "2026-08-11", "path_contains", "/v1/2026-08-12"));
            Run run = backfill(Map.of("mode", "ISOLATED")).expect("WARNING");
            AlertTest.assertTells(run, webhook, "• extract_frankfurter: not_there_yet: frankfurter answered without 2026-08-12; next: run it again later");
            assertEquals("SUCCESS", run.tasks().get("sync"));

            world.setFaults();
            backfill(Map.of("mode", "ISOLATED")).expect("SUCCESS");
            assertIsComplete(world);
        }
    }

    @Test
    void weeks_that_an_answer_lacks_are_a_warning_and_the_next_start_asks_for_them_alone() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "frankfurter", "kind", "leave_out", "from", "2026-08-10", "to", "2026-08-21", "path_contains", "/v1/"));
            Run run = backfill(Map.of("mode", "BATCH")).expect("WARNING");
            AlertTest.assertTells(run, webhook, "not_there_yet: frankfurter answered without 2026-08-10", "and 7 more market days; next: run it again later");
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertEquals(2, run.outputs().get("fetched"));

            world.setFaults();
            backfill(Map.of("mode", "BATCH")).expect("SUCCESS");
            assertEquals(1, world.requests("/v1/2026-08-10..2026-08-21"), world.requests()::toString);
            assertEquals(3, world.requests().size());
            assertIsComplete(world);
        }
    }

    @Test
    void what_was_fetched_is_published_though_the_bad_day_fails_again() {
        try (World world = new World(NOW)) {
            world.setFaults(BAD_DAY);
            world.replace("transform", "exit 1");
            backfill(Map.of("mode", "ISOLATED")).expect("FAILED");
            world.replace("transform", "exec \"$REAL/transform\" \"$@\"");
            Run again = backfill(Map.of("mode", "ISOLATED")).expect("WARNING");
            assertEquals(0, again.outputs().get("fetched"));
            assertTrue((int) again.output("sync", "written") > 0, () -> again.outputs("sync").toString());
        }
    }

    @Test
    void days_side_by_side_never_overspend_the_quota() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            // As many as the plan needs: the retries of the bad day take them from two others.
            world.configure(NOW, "quota.frankfurter.daily = " + SLICES);
            world.setFaults(BAD_DAY);
            Run run = backfill(Map.of("mode", "ISOLATED")).expect("WARNING");
            assertEquals(SLICES, world.requests().size());
            assertEquals(SLICES - 3, run.outputs().get("fetched"));
            AlertTest.assertTells(run, webhook, "2026-08-12 (", "the run ended early", "; next: wait until ", "; then run it again");

            world.configure("2026-09-30T06:00:00Z", "quota.frankfurter.daily = " + SLICES);
            world.setFaults();
            backfill(Map.of("mode", "ISOLATED")).expect("SUCCESS");
            assertIsComplete(world);
        }
    }

    @Test
    void a_plan_that_does_not_fit_asks_for_no_rates() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            world.configure(NOW, "quota.frankfurter.daily = 10");
            Run run = backfill(Map.of("mode", "ISOLATED")).expect("FAILED");
            FailoverTest.assertStopsBefore(run, "publish", "transform", "sync");
            assertEquals(1, world.requests().size(), "who the banks are");
            AlertTest.assertTells(run, webhook, "rates_backfill FAILED", "21 requests to frankfurter needed, 9 left; no rates were asked for", "• no_source: Not published, because no source told of an answer");
        }
    }

    @Test
    void what_is_there_is_published_though_the_rest_does_not_fit_into_the_quota() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            engine.run("rates_backfill", Map.of("start_date", "2026-08-03", "end_date", "2026-08-04")).expect("SUCCESS");
            world.configure(NOW, "quota.frankfurter.daily = 10");
            Run run = backfill(Map.of("mode", "ISOLATED")).expect("WARNING");
            assertEquals("SUCCESS", run.tasks().get("sync"));
            AlertTest.assertTells(run, webhook, "• extract_frankfurter: quota_insufficient: ", "no rates were asked for");
        }
    }

    @Test
    void when_nothing_comes_nothing_is_built() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "frankfurter", "kind", "html"));
            Run run = backfill(Map.of("mode", "BATCH")).expect("FAILED");
            FailoverTest.assertStopsBefore(run, "publish", "transform", "sync");
            AlertTest.assertTells(run, webhook, "Not published", "not_json");
        }
    }

    @Test
    void both_sources_can_be_asked_and_the_key_stays_secret() {
        try (World world = new World(NOW)) {
            world.setQuota(Map.of("plan", "pro"));
            Run run = engine.run("rates_backfill", Map.of("start_date", "2026-09-21", "end_date", "2026-09-25", "mode", "ISOLATED",
                "sources", "[\"frankfurter\",\"exchangerate\"]")).expect("SUCCESS");
            assertEquals(11, run.outputs().get("fetched"));
            assertEquals(5, world.requests("/history/"), world.requests()::toString);
            DailyTest.assertKeyIsNowhere(run, world);
            assertEquals("consensus", world.published("EUR/USD", "--date", "2026-09-25").get("validation_status"));
        }
    }

    @Test
    void a_range_that_makes_no_sense_fails_at_once_and_says_why() {
        try (World world = new World(NOW); Webhook webhook = new Webhook()) {
            Run run = engine.run("rates_backfill", Map.of("start_date", "2026-08-31", "end_date", "2026-08-03")).expect("FAILED");
            FailoverTest.assertStopsBefore(run, "publish");
            AlertTest.assertTells(run, webhook, "2026-08-31", "2026-08-03", "; next: ");

            run = engine.run("rates_backfill", Map.of("start_date", "2026-08-31", "end_date", "2026-10-02")).expect("FAILED");
            FailoverTest.assertStopsBefore(run, "publish");
            AlertTest.assertTells(run, webhook, "2026-10-02 is in the future: today is 2026-09-29");
            assertEquals(List.of(), world.requests());
        }
    }

    @Test
    void an_input_that_can_be_none_is_refused_before_there_is_an_execution() {
        assertRefused(Map.of("start_date", "1998-12-31", "end_date", "2026-08-03"), "start_date", "1999-01-03");
        assertRefused(Map.of("start_date", "2026-08-03", "end_date", "2026-08-04", "mode", "WILD"), "mode", "BATCH");
        assertRefused(Map.of("start_date", "2026-08-03", "end_date", "2026-08-04", "sources", "[\"ecb\"]"), "sources", "frankfurter");
        assertRefused(Map.of("start_date", "2026-08-03"), "end_date", "");
        assertRefused(Map.of("start_date", "soon", "end_date", "2026-08-04"), "start_date", "soon");
    }

    private void assertRefused(Map<String, Object> given, String... parts) {
        Throwable refused = assertThrows(Exception.class, () -> engine.run("rates_backfill", given));
        for (String part : parts) {
            assertTrue(refused.getMessage().contains(part), refused::getMessage);
        }
        System.out.println("refused: " + refused.getMessage());
    }

    private Run backfill(Map<String, Object> more) {
        Map<String, Object> given = new TreeMap<>(AUGUST);
        given.putAll(more);
        return engine.run("rates_backfill", given);
    }

    /** Every market day of the ECB is there, and was compared with the panel. */
    private static void assertIsComplete(World world) {
        String query = "select count(distinct rate_date) from silver.validated_rates where currency = 'USD' and rate_date between '2026-08-03' and '2026-08-31'";
        assertEquals(List.of(String.valueOf(MARKET_DAYS)), world.silver(query));
    }
}
