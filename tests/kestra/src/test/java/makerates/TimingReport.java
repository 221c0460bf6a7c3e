package makerates;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Shows where a run's time went; nothing is asserted about it. */
final class TimingReport {
    private TimingReport() {}

    /** One line a task: the engine's duration of the task, and the executable's own. */
    static void add(String name, Run run, String... tasks) {
        long whole = run.execution().getState().getDuration().map(java.time.Duration::toMillis).orElse(-1L);
        System.out.printf("timing: %s: %d ms from start to end%n", name, whole);
        for (String task : tasks) {
            String own = run.metrics(tasks).stream().filter(metric -> metric.startsWith(task + " duration{"))
                .map(metric -> metric.replaceAll(".* = ", "")).collect(Collectors.joining());
            System.out.printf("timing:   %-22s %5d ms, of which the executable itself %s ms%n", task, run.duration(task), own);
        }
        System.out.printf("timing:   tasks of ours: %d ms%n", Arrays.stream(tasks).mapToLong(run::duration).sum());
    }
}
