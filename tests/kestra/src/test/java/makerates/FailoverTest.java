package makerates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One source gone: the other one carries on and people hear of it. Both gone: nothing is published. */
class FailoverTest {
    private static final Map<String, Object> FRANKFURTER_DOWN = Map.of("source", "frankfurter", "kind", "status", "status", 503);
    private static final Map<String, Object> EXCHANGERATE_DOWN = Map.of("source", "exchangerate", "kind", "html");

    private final Engine engine = Engine.get();

    @Test
    void with_frankfurter_down_the_other_source_is_published_with_a_warning() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setFaults(FRANKFURTER_DOWN);
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");

            assertEquals("WARNING", run.tasks().get("extract_frankfurter"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertEquals(3, world.requests("/v1/latest"), "two retries, by the executable itself");
            assertEquals(1, world.requests("/v2/rates"), "the panel all the same, and once");
            assertEquals("unwitnessed", world.published("USD/SEK").get("validation_status"));
            // On the first morning a source that does not answer has no rate at all: the checks say so, too.
            AlertTest.assertTells(run, webhook, "rates_daily WARNING\n", "• extract_frankfurter: frankfurter did not answer", "503", "; next: ", "/ui/main/executions/makerates/rates_daily/" + run.id());
        }
    }

    @Test
    void an_exhausted_frankfurter_is_not_asked() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.configure(DailyTest.CALM, "quota.frankfurter.daily = 0");
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");

            assertEquals("WARNING", run.tasks().get("extract_frankfurter"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertEquals(0, world.requests("/v1/"), world.requests()::toString);
            assertEquals("frankfurter", run.output("quota", "failover_from"));
            AlertTest.assertTells(run, webhook, "• extract_frankfurter: ", "quota_exhausted", "2026-09-24", "raise quota.frankfurter.daily");
        }
    }

    @Test
    void a_quota_that_the_source_calls_reached_is_a_warning_and_then_not_asked_again() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setQuota(Map.of("limit", 1500, "used", 1500));
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertEquals("WARNING", run.tasks().get("extract_exchangerate"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            AlertTest.assertTells(run, webhook, "quota_reached", "next billing month");
            assertEquals(1, world.requests("/v6/"), world.requests()::toString);

            Run again = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertEquals("WARNING", again.tasks().get("extract_exchangerate"));
            assertEquals(1, world.requests("/v6/"), world.requests()::toString);
            AlertTest.assertTells(again, webhook, "• extract_exchangerate: quota_reached: exchangerate must not be asked until 2026-10-01");
        }
    }

    @Test
    void a_key_that_is_refused_leaves_the_other_source_and_is_not_shown() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "exchangerate", "kind", "status", "status", 403, "body", "{\"result\":\"error\",\"error-type\":\"invalid-key\"}"));
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");
            AlertTest.assertTells(run, webhook, "invalid-key", "check EXCHANGERATE_API_KEY");
            DailyTest.assertKeyIsNowhere(run, world);
        }
    }

    @Test
    void with_both_sources_down_nothing_is_published_and_the_alert_says_why() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setFaults(FRANKFURTER_DOWN, EXCHANGERATE_DOWN);
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");

            assertEquals("FAILED", run.tasks().get("no_source"));
            assertStopsBefore(run, "publish", "transform", "quality", "sync");
            assertFalse(world.has("silver"));
            AlertTest.assertTells(run, webhook, "rates_daily FAILED\n", "• extract_frankfurter: ", "503", "• extract_exchangerate: ", "• no_source: Not published, because no source told of an answer");
        }
    }

    @Test
    void with_no_quota_left_no_source_is_asked_and_the_alert_says_until_when() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.configure(DailyTest.CALM, "quota.frankfurter.daily = 0\nquota.exchangerate.daily = 0");
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");

            assertEquals(Map.of("quota", "FAILED"), run.tasks());
            assertEquals(List.of(), world.requests());
            AlertTest.assertTells(run, webhook, "rates_daily FAILED\n• quota: ", "quota_exhausted", "wait until 2026-09-25T00:00:00.000Z");
        }
    }

    static void assertStopsBefore(Run run, String... tasks) {
        for (String task : tasks) {
            assertFalse(run.tasks().containsKey(task), () -> task + " ran: " + run.tasks());
        }
    }
}
