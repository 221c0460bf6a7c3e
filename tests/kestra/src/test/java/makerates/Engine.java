package makerates;

import io.kestra.core.models.executions.Execution;
import io.kestra.core.models.executions.ExecutionTrigger;
import io.kestra.core.models.flows.Flow;
import io.kestra.core.models.flows.FlowSource;
import io.kestra.core.models.validations.ValidateConstraintViolation;
import io.kestra.core.repositories.ExecutionRepositoryInterface;
import io.kestra.core.repositories.FlowRepositoryInterface;
import io.kestra.core.repositories.LogDataStoreInterface;
import io.kestra.core.repositories.MetricRepositoryInterface;
import io.kestra.core.runners.FlowInputOutput;
import io.kestra.core.runners.TestRunner;
import io.kestra.core.runners.TestRunnerUtils;
import io.kestra.core.services.ExecutionOutputService;
import io.kestra.core.services.FlowService;
import io.kestra.core.services.TaskOutputService;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The real engine in this JVM (executor, worker, controller, indexer; H2 in memory), with the project's flows. */
final class Engine {
    static final String TENANT = "main";
    static final String NAMESPACE = "makerates";
    static final Path FLOWS = Path.of("../../kestra/flows");
    private static final Duration RUN_MAX = Duration.ofMinutes(3);

    private static Engine started;

    final ApplicationContext context;
    private final TestRunnerUtils runner;
    private final FlowInputOutput inputs;

    private Engine(boolean withScheduler, Map<String, Object> properties) {
        context = ApplicationContext.builder("test").properties(properties).start();
        TestRunner standalone = context.getBean(TestRunner.class);
        standalone.setSchedulerEnabled(withScheduler);
        standalone.setWorkerThread(4);
        standalone.run();
        runner = context.getBean(TestRunnerUtils.class);
        inputs = context.getBean(FlowInputOutput.class);
    }

    /** The engine without its scheduler, started once per JVM. */
    static synchronized Engine get() {
        if (started == null) {
            started = new Engine(false, Map.of()).withFlows();
            Runtime.getRuntime().addShutdownHook(new Thread(started.context::close));
        }
        return started;
    }

    /** An engine of one's own that starts flows on schedule, over a database that outlives it. */
    static Engine withScheduler(String databaseUrl) {
        return new Engine(true, Map.of("datasources.h2.url", databaseUrl));
    }

    /** The same engine with the project's flows, each of which must be valid. */
    Engine withFlows() {
        for (FlowSource flow : flows()) {
            List<String> violations = violations(flow.content());
            if (!violations.isEmpty()) {
                throw new AssertionError(flow.filename() + " is not valid: " + violations);
            }
            deploy(flow.content());
        }
        return this;
    }

    /** The project's flows as they are deployed. */
    static List<FlowSource> flows() {
        try (Stream<Path> files = checked(() -> Files.list(FLOWS))) {
            return files.sorted().map(file -> new FlowSource(file.getFileName().toString(), text(file))).toList();
        }
    }

    static String text(Path file) {
        return checked(() -> Files.readString(file));
    }

    /** What the engine has against a flow. */
    List<String> violations(String yaml) {
        List<FlowSource> sources = List.of(new FlowSource("flow.yml", yaml));
        return context.getBean(FlowService.class).validate(TENANT, sources).stream()
            .map(ValidateConstraintViolation::getConstraints).filter(constraints -> constraints != null).toList();
    }

    void deploy(String yaml) {
        checked(() -> context.getBean(FlowService.class).importFlow(TENANT, yaml));
    }

    /** Runs a flow to its end, alerts included. An input that is refused throws before there is an execution. */
    Run run(String flow, Map<String, Object> given) {
        return Run.of(this, checked(() -> runner.runOne(TENANT, NAMESPACE, flow, null,
            (known, execution) -> inputs.readExecutionInputs(known, execution, given), RUN_MAX)));
    }

    /** Runs a flow, and ends it as a person would while a task is under way. */
    Run runAndKill(String flow, String task) {
        Execution running = checked(() -> runner.runOneUntil(TENANT, NAMESPACE, flow, now -> now.getTaskRunList() != null
            && now.getTaskRunList().stream().anyMatch(run -> run.getTaskId().equals(task) && run.getState().isRunning())));
        checked(() -> runner.killExecution(running));
        return Run.of(this, running);
    }

    /** Runs a flow as its schedule would have at some instant. */
    Run runScheduled(String flow, String instant) {
        Flow known = context.getBean(FlowRepositoryInterface.class).findById(TENANT, NAMESPACE, flow).orElseThrow();
        Execution execution = Execution.newExecution(known, List.of()).withTrigger(ExecutionTrigger.builder()
            .id("every_morning").type("io.kestra.plugin.core.trigger.Schedule").variables(Map.of("date", instant)).build());
        Execution ready = execution.withInputs(inputs.readExecutionInputs(known, execution, Map.of()));
        return Run.of(this, checked(() -> runner.runOne(ready, known, RUN_MAX)));
    }

    /** What the engine gives; its checked exceptions mean that a test can't go on. */
    static <T> T checked(Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException error) {
            throw error;
        } catch (Exception error) {
            throw new AssertionError(error);
        }
    }

    ExecutionRepositoryInterface executions() {
        return context.getBean(ExecutionRepositoryInterface.class);
    }

    LogDataStoreInterface logs() {
        return context.getBean(LogDataStoreInterface.class);
    }

    MetricRepositoryInterface metrics() {
        return context.getBean(MetricRepositoryInterface.class);
    }

    TaskOutputService taskOutputs() {
        return context.getBean(TaskOutputService.class);
    }

    ExecutionOutputService flowOutputs() {
        return context.getBean(ExecutionOutputService.class);
    }
}
