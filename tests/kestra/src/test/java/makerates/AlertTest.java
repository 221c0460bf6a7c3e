package makerates;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What people are told when a run needs them, whatever failed and whatever a source sent. */
class AlertTest {
    private static final Map<String, Object> FRANKFURTER_DOWN = Map.of("source", "frankfurter", "kind", "status", "status", 503);

    private final Engine engine = Engine.get();

    /** A reason quotes what the source sent. Were that rendered, a source could read our secrets. */
    @Test
    void what_a_source_sends_is_shown_and_does_nothing() {
        Map<String, String> shown = Map.of(
            "<!channel>{{ secret('ALERT_WEBHOOK') }}", "<!channel>{{ secret('ALERT_WEBHOOK') }}",
            "\u001b[2J\u202e\n::{\"outputs\":{\"answered\":9}}::", "\\u{1b}[2J\\u{202e} ::{\"outputs\":{\"answered\"");
        for (Map.Entry<String, String> base : shown.entrySet()) {
            try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
                world.setFaults(Map.of("source", "frankfurter", "kind", "body", "text",
                    "{\"amount\":1.0,\"base\":" + World.json(base.getKey()) + ",\"date\":\"2026-09-23\",\"rates\":{\"USD\":1.1}}"));
                Run daily = engine.run("rates_daily", Map.of()).expect("WARNING");
                assertTells(daily, webhook, base.getValue());
                assertEquals(0, daily.output("extract_frankfurter", "answered"), "what looks like an output is none");
                assertFalse(daily.alert().lines().anyMatch(line -> line.chars().anyMatch(Character::isISOControl)), daily::alert);
                assertFalse(webhook.texts().toString().contains("<"), webhook.texts()::toString);

                Run backfill = engine.run("rates_backfill", Map.of("start_date", "2026-09-21", "end_date", "2026-09-22", "mode", "ISOLATED")).expect("FAILED");
                assertTells(backfill, webhook, base.getValue());
                assertFalse(webhook.texts().toString().contains(Environment.of("TEST_WEBHOOK")), webhook.texts()::toString);
            }
        }
    }

    @Test
    void a_webhook_that_does_not_answer_changes_nothing() {
        try (World world = new World(DailyTest.CALM)) {
            world.setFaults(FRANKFURTER_DOWN);
            Run run = engine.run("rates_daily", Map.of()).expect("WARNING");
            assertEquals("SUCCESS", run.tasks().get("sync"));
            assertTrue(run.alert().contains("503"), run::alert);
            assertEquals(false, run.output("alert", "posted"));
            assertTrue(String.valueOf(run.output("alert", "reason")).startsWith("the webhook can't be reached"), run.outputs("alert")::toString);
            assertFalse(run.keptOfAlert().contains(Environment.of("TEST_WEBHOOK")), "the webhook's address is shown");
        }
    }

    @Test
    void a_configuration_that_can_not_be_used_is_told_of_all_the_same() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.configure(DailyTest.CALM, "quota.frankfruter.daily = 1");
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");
            assertTells(run, webhook, "rates_daily FAILED\n• quota: ", "frankfruter", "; next: mend the setting");
        }
    }

    /**
     * An environment has room for 128 kB a variable, and the engine hands over its first 25 errors. Logs arrive a moment
     * after what they tell of: the step ends when these are there.
     */
    @Test
    void a_step_that_says_very_much_is_told_of_in_short() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.replace("transform", "i=0; while [ $i -lt 4000 ]; do echo \"§ a long line of what went wrong, number $i\" >&2; i=$((i+1)); done\n"
                + "echo \"$MAKERATES_RUN_ID\" >\"$MAKERATES_HOME/said\"; until [ -e \"$MAKERATES_HOME/logged\" ]; do sleep 0.1; done; exit 1");
            CompletableFuture<Run> running = CompletableFuture.supplyAsync(() -> engine.run("rates_daily", Map.of()));
            Path home = Path.of(Environment.of("MAKERATES_HOME"));
            await().atMost(Run.INDEXED_MAX).until(() -> Files.exists(home.resolve("said")) && !Engine.text(home.resolve("said")).isBlank());
            String id = Engine.text(home.resolve("said")).strip();
            await().atMost(Run.INDEXED_MAX).until(() -> engine.logs().findByExecutionId(Engine.TENANT, id, Level.ERROR).size() >= 25);
            Engine.checked(() -> Files.createFile(home.resolve("logged")));
            Run run = running.join().expect("FAILED");
            assertTells(run, webhook, "• transform: § a long line of what went wrong, number 0", "• and more, in the log");
            assertTrue(run.alert().length() < 1000, run::alert);
        }
    }

    /** It has no outputs then: whether bronze has something new is not known, and the next start will see. */
    @Test
    void extractors_that_are_killed_are_told_as_that_and_nothing_is_published() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.replace("extract-frankfurter", "kill -9 $$");
            world.setFaults(Map.of("source", "exchangerate", "kind", "html"));
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");
            FailoverTest.assertStopsBefore(run, "publish");
            assertTells(run, webhook, "• extract_frankfurter: killed (SIGKILL)", "• extract_exchangerate: ", "• no_source: Not published");
        }
    }

    /** The engine logs no error of its own then; the shell says "Terminated", or nothing. */
    @Test
    void a_run_that_a_person_ended_is_told_with_a_line_and_the_next_one_publishes() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.replace("transform", "while :; do sleep 0.1; done");
            Run run = engine.runAndKill("rates_daily", "transform").expect("KILLED");
            assertTells(run, webhook, "rates_daily KILLED\n• ");
            world.replace("transform", "exec \"$REAL/transform\" \"$@\"");
            assertEquals("SUCCESS", engine.run("rates_daily", Map.of()).state());
        }
    }

    /** Logs arrive a moment after what they tell of. */
    @Test
    void what_failed_last_is_told_beside_what_failed_before() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.setFaults(FRANKFURTER_DOWN);
            world.replace("sync-dynamodb", "echo 'error: the tables failed; next: mend them' >&2; exit 6");
            for (int i = 0; i < 5; i++) {
                Run run = engine.run("rates_daily", Map.of()).expect("FAILED");
                assertTells(run, webhook, "• extract_frankfurter: ", "• quality: ", "• sync: the tables failed; next: mend them");
            }
        }
    }

    @Test
    void an_executable_that_is_not_there_is_told_as_that() {
        try (World world = new World(DailyTest.CALM); Webhook webhook = new Webhook()) {
            world.replace("transform", "exec no-such-executable");
            Run run = engine.run("rates_daily", Map.of()).expect("FAILED");
            assertTells(run, webhook, "• transform: ", "no-such-executable", "not found (exit code 127); next: ");
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
        assertTrue(text.contains("\nhttp://localhost:8080/ui/main/executions/makerates/"), text);
        for (String noise : new String[] {"TaskException", "on a condition", "java.", "exit code 4"}) {
            assertFalse(text.contains(noise), text);
        }
        assertFalse(text.contains(World.KEY), "the key is shown");
        assertFalse(run.keptOfAlert().contains(Environment.of("TEST_WEBHOOK")), "the webhook's address is shown");
        System.out.println("alert: " + text);
    }
}
