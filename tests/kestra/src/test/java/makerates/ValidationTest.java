package makerates;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A wrong rate is withheld and calls a person; a silver that breaks its own promises stops the run. */
class ValidationTest {
    private final Engine engine = Engine.get();

    @Test
    void a_critical_finding_withholds_its_pair_publishes_the_rest_and_carries_the_evidence() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setFaults(Map.of("source", "exchangerate", "kind", "multiply", "currency", "SEK", "factor", "1.03"));
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");

            assertEquals("WARNING", run.tasks().get("quality"));
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertFalse(world.isPublished("EUR/SEK"));
            assertFalse(world.isPublished("USD/SEK"));
            assertEquals("consensus", world.published("EUR/USD").get("validation_status"));
            assertEquals("consensus", world.published("EUR/NOK").get("validation_status"));
            AlertTest.assertTells(run, webhook, "rates_daily WARNING\n• quality: no_conflict_of_late: ", "SEK", "ECB", "transform explain");
        }
    }

    @Test
    void a_broken_invariant_fails_the_run_and_nothing_is_synced() {
        try (World world = new World("2026-09-23T06:00:00Z"); Webhook webhook = new Webhook()) {
            engine.run("rates_daily", Map.of()).expect("SUCCESS");
            Object before = world.published("EUR/USD").get("content_hash");

            world.setClock(DailyTest.CALM);
            world.replace("transform", """
                cp -r '%s/sql' sql && chmod -R u+w sql
                echo 'insert into silver.validated_rates select * from silver.validated_rates limit 1;' >> sql/2_silver/validated_rates.sql
                exec "$REAL/transform" --sql-dir sql "$@"
                """.formatted(World.REPOSITORY));
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");

            assertEquals("FAILED", run.tasks().get("transform"));
            FailoverTest.assertStopsBefore(run, "quality", "sync");
            assertEquals(before, world.published("EUR/USD").get("content_hash"));
            assertEquals("2026-09-22", world.published("EUR/USD").get("effective_date"));
            assertEquals(List.of("2026-09-22"), world.silver("select distinct rate_date::varchar from silver.validated_rates"));
            AlertTest.assertTells(run, webhook, "rates_daily FAILED\n• transform: ", "validated_rates");
        }
    }

    @Test
    void a_step_that_is_killed_fails_the_run_and_the_alert_says_how_it_ended() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.replace("transform", "kill -9 $$");
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");
            FailoverTest.assertStopsBefore(run, "quality", "sync");
            AlertTest.assertTells(run, webhook, "rates_daily FAILED\n• transform: killed (SIGKILL)");
        }
    }

    @Test
    void a_step_that_hangs_is_ended_by_its_timeout_with_all_that_it_started() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            // The same flow but for its name and the minutes of this one task.
            String daily = Engine.text(Engine.FLOWS.resolve("rates_daily.yml"));
            engine.deploy(daily.replace("id: rates_daily", "id: rates_daily_hasty").replace("timeout: PT45M", "timeout: PT2S"));
            world.replace("transform", "echo $$ >\"$MAKERATES_HOME/hung\"; sleep 600");
            Run run = engine.run("rates_daily_hasty", Map.of()).expect("FAILED");

            FailoverTest.assertStopsBefore(run, "quality", "sync");
            AlertTest.assertTells(run, webhook, "rates_daily_hasty FAILED\n• transform: timed out after 00:00:02");
            long hung = Long.parseLong(world.text("hung").strip());
            await().until(() -> ProcessHandle.of(hung).filter(ProcessHandle::isAlive).isEmpty());
        }
    }

    @Test
    void a_sync_that_fails_is_a_failed_run_and_the_next_one_mends_it() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.replace("sync-dynamodb", """
                export AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:1 AWS_REGION=x AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x
                exec "$REAL/sync-dynamodb" "$@"
                """);
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");
            assertEquals("FAILED", run.tasks().get("sync"));
            AlertTest.assertTells(run, webhook, "rates_daily FAILED\n• sync: ", "Connection refused");

            world.replace("sync-dynamodb", "exec \"$REAL/sync-dynamodb\" \"$@\"");
            Run again = engine.run("rates_daily", Map.of()).expect("SUCCESS");
            assertTrue((int) again.output("sync", "written") > 300, () -> again.outputs("sync").toString());
        }
    }
}
