package makerates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
            assertEquals("unwitnessed", world.published("USD/SEK").get("validation_status"));
            // On the first morning a source that does not answer has no rate at all: the checks say so, too.
            assertTells(run, webhook, "rates_daily WARNING: ", "extract_frankfurter: frankfurter did not answer", "503", "; next: ", "/ui/main/executions/makerates/rates_daily/" + run.id());
        }
    }

    @Test
    void an_exhausted_frankfurter_is_not_asked() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.configure(DailyTest.CALM, "quota.frankfurter.daily = 0");
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");

            assertEquals("SKIPPED", run.tasks().get("extract_frankfurter"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertEquals(0, world.requests("/v1/"), world.requests()::toString);
            assertEquals("frankfurter", run.output("quota", "failover_from"));
            assertTells(run, webhook, "frankfurter: quota_exhausted 2026-09-25T00:00:00.000Z");
        }
    }

    @Test
    void a_quota_that_the_source_calls_reached_is_a_warning_and_then_not_asked_again() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setQuota(Map.of("limit", 1500, "used", 1500));
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertEquals("WARNING", run.tasks().get("extract_exchangerate"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertTells(run, webhook, "quota_reached", "next billing month");
            assertEquals(1, world.requests("/v6/"), world.requests()::toString);

            Run again = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertEquals("SKIPPED", again.tasks().get("extract_exchangerate"));
            assertEquals(1, world.requests("/v6/"), world.requests()::toString);
            assertTells(again, webhook, "exchangerate: throttled_until");
        }
    }

    @Test
    void a_key_that_is_refused_leaves_the_other_source_and_is_not_shown() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "exchangerate", "kind", "status", "status", 403, "body", "{\"result\":\"error\",\"error-type\":\"invalid-key\"}"));
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertTells(run, webhook, "invalid-key", "check EXCHANGERATE_API_KEY");
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
            assertTells(run, webhook, "rates_daily FAILED: ", "extract_frankfurter: ", "503", "extract_exchangerate: ", "No source answered");
        }
    }

    @Test
    void with_no_quota_left_no_source_is_asked_and_the_alert_says_until_when() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.configure(DailyTest.CALM, "quota.frankfurter.daily = 0\nquota.exchangerate.daily = 0");
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");

            assertEquals(Map.of("quota", "FAILED"), run.tasks());
            assertEquals(List.of(), world.requests());
            assertTells(run, webhook, "rates_daily FAILED: quota: ", "quota_exhausted", "wait until 2026-09-25T00:00:00.000Z");
        }
    }

    /** A reason quotes what the source sent. Were that rendered, a source could read our secrets. */
    @Test
    void what_a_source_sends_is_never_rendered_as_a_template() {
        String base = "<!all>{{ secret('ALERT_WEBHOOK') }}\"\\{";
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "frankfurter", "kind", "body", "text",
                "{\"amount\":1.0,\"base\":" + World.json(base) + ",\"date\":\"2026-09-23\",\"rates\":{\"USD\":1.1}}"));
            Run daily = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertTells(daily, webhook, base);
            assertTrue(daily.reason().contains(base), daily::reason);

            Run backfill = engine.run("rates_backfill", Map.of("start_date", "2026-09-21", "end_date", "2026-09-22", "mode", "ISOLATED")).expect("FAILED");
            assertTells(backfill, webhook, base);
            assertTrue(backfill.outputs().get("failed").toString().contains(base), () -> backfill.outputs().toString());
            assertFalse(webhook.texts().toString().contains(Environment.of("TEST_WEBHOOK")), webhook.texts()::toString);
        }
    }

    @Test
    void a_webhook_that_does_not_answer_changes_nothing() {
        try (World world = new World(DailyTest.CALM)) {
            world.setFaults(FRANKFURTER_DOWN);
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertTrue(run.alert().contains("503"), run::alert);
            assertEquals(List.of("log:SUCCESS", "webhook:WARNING"), run.alertTasks());
        }
    }

    static void assertStopsBefore(Run run, String... tasks) {
        for (String task : tasks) {
            assertFalse(run.tasks().containsKey(task), () -> task + " ran: " + run.tasks());
        }
    }

    /** The log and the webhook have the same text, but for Slack's escapes, with each of these parts. */
    static void assertTells(Run run, Webhook webhook, String... parts) {
        String text = run.alert();
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "no `" + part + "` in: " + text);
        }
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        assertTrue(webhook.texts().contains(escaped), () -> escaped + " was not posted: " + webhook.texts());
        assertTrue(text.contains(" (http://localhost:8080/ui/main/executions/makerates/"), text);
        assertFalse(text.contains(World.KEY), "the key is shown");
        assertFalse(run.keptOfAlert().contains(Environment.of("TEST_WEBHOOK")), "the webhook's address is shown");
        System.out.println("alert: " + text);
    }
}
