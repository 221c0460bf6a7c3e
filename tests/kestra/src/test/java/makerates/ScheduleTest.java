package makerates;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.triggers.TriggerId;
import io.kestra.core.scheduler.SchedulerClock;
import io.kestra.core.scheduler.model.TriggerState;
import io.kestra.core.scheduler.store.TriggerStateStore;
import io.micronaut.context.ApplicationContext;
import io.micronaut.data.model.Pageable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A server that was down for some mornings: its scheduler makes up for each of them when it is back. */
class ScheduleTest {
    private static final String DATABASE = "jdbc:h2:mem:makerates-schedule;TIME ZONE=UTC;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";
    private static final TriggerId EVERY_MORNING = TriggerId.of(Engine.TENANT, Engine.NAMESPACE, "rates_daily", "every_morning");

    private static final String KNOWN = "known";

    /**
     * The mornings with the day of the ECB that each would have seen. Monday's is Friday; Labour Day 2026, a Friday, is a
     * TARGET holiday: until Tuesday the newest rates are Thursday's, which Friday's run has asked for already.
     */
    private static final Map<String, String> MISSED = new TreeMap<>(Map.ofEntries(
        Map.entry("2026-04-27", "2026-04-24"), Map.entry("2026-04-28", "2026-04-27"), Map.entry("2026-04-29", "2026-04-28"), Map.entry("2026-04-30", "2026-04-29"),
        Map.entry("2026-05-01", "2026-04-30"), Map.entry("2026-05-02", KNOWN), Map.entry("2026-05-03", KNOWN),
        Map.entry("2026-05-04", KNOWN), Map.entry("2026-05-05", "2026-05-04")));
    private static final Instant BACK = Instant.parse("2026-05-05T12:00:00Z");

    @Test
    void each_morning_that_was_missed_is_a_run_of_its_own_for_its_own_day() {
        try (World world = new World(BACK.toString())) {
            SchedulerClock.setClock(Clock.fixed(Instant.parse("2026-04-26T12:00:00Z"), ZoneOffset.UTC));
            goDownBefore(Instant.parse("2026-04-27T06:00:00Z"));
            SchedulerClock.setClock(Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), BACK)));
            Engine engine = Engine.withScheduler(DATABASE);

            List<String> made = new ArrayList<>();
            await().atMost(Duration.ofMinutes(3)).until(() -> {
                made.clear();
                engine.executions().findByFlowId(Engine.TENANT, Engine.NAMESPACE, "rates_daily", Pageable.from(1, 100)).stream()
                    .filter(execution -> execution.getState().isTerminated())
                    .forEach(execution -> made.add(morning(execution) + " " + ofTheEcb(new Run(engine, execution))));
                return made.size() >= MISSED.size();
            });
            List<String> expected = MISSED.entrySet().stream().map(missed -> missed.getKey() + " SUCCESS " + missed.getValue()).toList();
            assertEquals(expected, made.stream().sorted().toList());
            engine.context.close();
        }
    }

    /** How its question to the ECB ended, and the newest day that came of it, unless all of its days were known. */
    private static String ofTheEcb(Run run) {
        Object day = run.output("extract_frankfurter", "last_rate_date");
        boolean isKnown = day == null && Integer.valueOf(0).equals(run.output("extract_frankfurter", "requests"));
        return run.tasks().get("extract_frankfurter") + " " + (isKnown ? KNOWN : day);
    }

    /** Leaves a database as a server would that ended before that morning. */
    private static void goDownBefore(Instant morning) {
        Engine engine = Engine.withScheduler(DATABASE).withFlows();
        TriggerStateStore store = engine.context.getBean(TriggerStateStore.class);
        await().until(() -> store.findById(EVERY_MORNING).map(TriggerState::getNextEvaluationDate).isPresent());
        TriggerState state = store.findById(EVERY_MORNING).orElseThrow();
        engine.context.close();
        try (ApplicationContext down = ApplicationContext.builder("test").properties(Map.of("datasources.h2.url", DATABASE)).start()) {
            Clock clock = SchedulerClock.getClock();
            TriggerState then = state.updateForNextEvaluationDate(clock, morning).evaluatedAt(clock, morning.minus(Duration.ofDays(1)));
            down.getBean(TriggerStateStore.class).save(then);
        }
    }

    private static String morning(Execution execution) {
        return String.valueOf(execution.getTrigger().getVariables().get("date")).substring(0, 10);
    }
}
