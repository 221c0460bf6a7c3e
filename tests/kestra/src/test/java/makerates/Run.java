package makerates;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.executions.LogEntry;
import io.kestra.core.models.executions.MetricEntry;
import io.kestra.core.models.executions.TaskRun;
import io.micronaut.data.model.Pageable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/** A flow's execution that has ended, with what its `afterExecution` did, as the engine keeps it. */
record Run(Engine engine, Execution execution) {
    static final Duration INDEXED_MAX = Duration.ofSeconds(30);

    /** The execution, when its alert has ended too: that runs after the final state is known. */
    static Run of(Engine engine, Execution ended) {
        Run[] run = new Run[1];
        await().atMost(INDEXED_MAX).until(() -> {
            Execution now = engine.executions().findById(Engine.TENANT, ended.getId()).orElse(ended);
            run[0] = new Run(engine, now);
            return now.getState().isTerminated() && run[0].isAlertOver();
        });
        return run[0];
    }

    private boolean isAlertOver() {
        return execution.getTaskRunList() != null && execution.getTaskRunList().stream()
            .anyMatch(task -> task.getTaskId().equals("alert") && task.getState().isTerminated());
    }

    String id() {
        return execution.getId();
    }

    String state() {
        return execution.getState().getCurrent().name();
    }

    /** Fails with everything that helps when the state is another one. */
    Run expect(String state) {
        assertEquals(state, state(), this::story);
        return this;
    }

    private String stateOf(String task) {
        return execution.getTaskRunList().stream().filter(run -> run.getTaskId().equals(task)).findFirst()
            .map(run -> run.getState().getCurrent().name()).orElse("none");
    }

    /** The state of every task, in the order in which they began; the alert's are left out. */
    Map<String, String> tasks() {
        Map<String, String> states = new LinkedHashMap<>();
        for (TaskRun task : execution.getTaskRunList()) {
            if (!task.getTaskId().equals("alert")) {
                states.put(task.getTaskId(), task.getState().getCurrent().name());
            }
        }
        return states;
    }

    /** What a task gave out. */
    @SuppressWarnings("unchecked")
    Map<String, Object> outputs(String task) {
        TaskRun run = execution.getTaskRunList().stream().filter(other -> other.getTaskId().equals(task)).findFirst()
            .orElseThrow(() -> new AssertionError("no task " + task + " ran: " + tasks()));
        Map<String, Object> outputs = Engine.checked(() -> engine.taskOutputs().getOutputs(run));
        return (Map<String, Object>) outputs.getOrDefault("vars", Map.of());
    }

    Object output(String task, String name) {
        return outputs(task).get(name);
    }

    /** The flow's own outputs. */
    Map<String, Object> outputs() {
        return Engine.checked(() -> engine.flowOutputs().getOutputs(execution));
    }

    /** The metrics as `task name{tags} = value`, when as many tasks were timed as there are in `timed`. */
    List<String> metrics(String... timed) {
        List<MetricEntry> found = new ArrayList<>();
        await().atMost(INDEXED_MAX).until(() -> {
            found.clear();
            found.addAll(engine.metrics().findByExecutionId(Engine.TENANT, id(), Pageable.UNPAGED));
            return found.stream().filter(metric -> metric.getTags() != null && metric.getTags().containsKey("step"))
                .map(MetricEntry::getTaskId).collect(Collectors.toSet()).containsAll(List.of(timed));
        });
        return found.stream().map(metric -> "%s %s%s = %s".formatted(metric.getTaskId(), metric.getName(),
            new java.util.TreeMap<>(metric.getTags() == null ? Map.of() : metric.getTags()), metric.getValue())).toList();
    }

    /** The alert's text as the log has it; empty when there was none. */
    String alert() {
        if (!isAlertOver() || "SKIPPED".equals(stateOf("alert"))) {
            return "";
        }
        List<LogEntry> found = new ArrayList<>();
        await().atMost(INDEXED_MAX).until(() -> {
            found.clear();
            logs(Level.WARN).stream().filter(entry -> "alert".equals(entry.getTaskId())).forEach(found::add);
            return !found.isEmpty();
        });
        return found.getFirst().getMessage();
    }

    /** Everything that the alert left: log and outputs. */
    String keptOfAlert() {
        return log().stream().filter(line -> line.contains(" alert ")).toList() + outputs("alert").toString();
    }

    /** Every line of the log as `LEVEL task message`. */
    List<String> log() {
        return logs(Level.TRACE).stream()
            .map(entry -> entry.getLevel() + " " + entry.getTaskId() + " " + entry.getMessage()).toList();
    }

    private List<LogEntry> logs(Level level) {
        return engine.logs().findByExecutionId(Engine.TENANT, id(), level);
    }

    /** Milliseconds that a task took, the engine's part included. */
    long duration(String task) {
        return execution.getTaskRunList().stream().filter(run -> run.getTaskId().equals(task)).findFirst()
            .flatMap(run -> run.getState().getDuration()).map(Duration::toMillis).orElse(-1L);
    }

    private String story() {
        List<String> told = log().stream().filter(line -> line.startsWith("WARN") || line.startsWith("ERROR")).toList();
        return tasks() + "\n" + outputs() + "\n" + String.join("\n", told);
    }
}
