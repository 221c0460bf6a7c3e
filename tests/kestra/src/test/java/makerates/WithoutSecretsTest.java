package makerates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that knows neither a key nor a webhook. */
class WithoutSecretsTest {
    private final Engine engine = Engine.get();

    @Test
    void a_backfill_of_both_publishes_what_needs_no_key_and_one_without_it_misses_none() {
        try (World world = new World(DailyTest.CALM)) {
            Map<String, Object> day = Map.of("start_date", "2026-09-22", "end_date", "2026-09-22");
            Map<String, Object> both = new HashMap<>(day);
            both.put("sources", "[\"frankfurter\",\"exchangerate\"]");
            Run run = engine.run("rates_backfill", both).expect("WARNING");
            assertTrue(run.alert().contains("• extract_exchangerate: ") && run.alert().contains("EXCHANGERATE_API_KEY"), run::alert);
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertEquals(0, world.requests("/v6/"), world.requests()::toString);
            assertEquals("SUCCESS", engine.run("rates_backfill", day).state());
        }
    }

    @Test
    void without_the_key_the_other_source_is_published_and_the_alert_stays_in_the_log() {
        try (World world = new World(DailyTest.CALM)) {
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertEquals("WARNING", run.tasks().get("extract_exchangerate"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertEquals(0, world.requests("/v6/"), world.requests()::toString);
            assertTrue(run.alert().contains("extract_exchangerate: ") && run.alert().contains("EXCHANGERATE_API_KEY"), run::alert);
            assertEquals(false, run.output("alert", "posted"));
        }
    }
}
