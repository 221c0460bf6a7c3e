package makerates;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.triggers.TriggerId;
import io.kestra.core.scheduler.model.TriggerState;
import io.kestra.core.scheduler.store.TriggerStateStore;
import io.micronaut.context.ApplicationContext;
import io.micronaut.data.model.Pageable;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A server that was down for some mornings: its scheduler makes up for each of them when it is back. */
class ScheduleTest {
    private static final String DATABASE = "jdbc:h2:mem:makerates-schedule;TIME ZONE=UTC;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";
    private static final TriggerId EVERY_MORNING = TriggerId.of(Engine.TENANT, Engine.NAMESPACE, "rates_daily", "every_morning");
    private static final int MISSED = 3;

    @Test
    void each_morning_that_was_missed_is_a_run_of_its_own_for_its_own_day() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        List<LocalDate> mornings = today.minusDays(MISSED).datesUntil(today).toList();
        try (World world = new World(Instant.now().toString())) {
            world.configure(Instant.now().toString(), "circuit.failures_max = 1000");
            goDownBefore(mornings.getFirst());
            Engine engine = Engine.withScheduler(DATABASE);

            TreeSet<LocalDate> made = new TreeSet<>();
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                engine.executions().findByFlowId(Engine.TENANT, Engine.NAMESPACE, "rates_daily", Pageable.from(1, 100)).stream()
                    .filter(execution -> execution.getState().isTerminated()).map(ScheduleTest::morning).forEach(made::add);
                return made.containsAll(mornings);
            });
            assertTrue(made.size() <= MISSED + 1, made::toString); // this morning's may be among them
            for (LocalDate morning : mornings) {
                LocalDate marketDay = morning.minusDays(1);
                while (marketDay.getDayOfWeek() == DayOfWeek.SATURDAY || marketDay.getDayOfWeek() == DayOfWeek.SUNDAY) {
                    marketDay = marketDay.minusDays(1); // Friday's rates are the newest until Tuesday
                }
                // After a TARGET holiday the ECB's day before it is asked for too, as a range.
                String panel = "/v2/rates?base=EUR&expand=providers&";
                assertTrue(world.requests(panel + "date=" + marketDay) + world.requests("&to=" + marketDay) > 0, world.requests()::toString);
            }
            engine.context.close();
        }
    }

    /** Leaves a database as a server would that ended before that morning. */
    private static void goDownBefore(LocalDate morning) {
        Engine engine = Engine.withScheduler(DATABASE).withFlows();
        TriggerStateStore store = engine.context.getBean(TriggerStateStore.class);
        await().until(() -> store.findById(EVERY_MORNING).map(TriggerState::getNextEvaluationDate).isPresent());
        TriggerState state = store.findById(EVERY_MORNING).orElseThrow();
        engine.context.close();
        Instant next = morning.atTime(LocalTime.of(6, 0)).toInstant(ZoneOffset.UTC);
        try (ApplicationContext down = ApplicationContext.builder("test").properties(Map.of("datasources.h2.url", DATABASE)).start()) {
            Clock clock = Clock.systemUTC();
            TriggerState then = state.updateForNextEvaluationDate(clock, next).evaluatedAt(clock, next.minus(Duration.ofDays(1)));
            down.getBean(TriggerStateStore.class).save(then);
        }
    }

    private static LocalDate morning(Execution execution) {
        return LocalDate.parse(String.valueOf(execution.getTrigger().getVariables().get("date")).substring(0, 10));
    }
}
