package makerates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kestra.core.models.flows.FlowSource;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What holds for every flow, whatever it does. */
class FlowsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> WITHOUT_TIMEOUT = List.of("flow.Parallel", "flow.WorkingDirectory");

    @Test
    void the_engine_takes_every_flow_and_refuses_one_that_is_wrong() {
        Engine engine = Engine.get();
        assertEquals(List.of("rates_backfill.yml", "rates_daily.yml"),
            Engine.flows().stream().map(FlowSource::filename).toList());
        for (FlowSource flow : Engine.flows()) {
            assertEquals(List.of(), engine.violations(flow.content()), flow.filename());
            assertFalse(engine.violations(flow.content().replace("timeout:", "timeuot:")).isEmpty(), flow.filename());
        }
    }

    @Test
    void a_file_is_named_like_its_flow_and_says_what_it_is_for() {
        for (JsonNode flow : flows()) {
            assertEquals("makerates", flow.get("namespace").asText());
            assertTrue(flow.get("description").asText().length() > 80, flow.get("id")::asText);
            assertEquals("makerates", flow.get("labels").get("project").asText());
            flow.withArray("inputs").forEach(input -> assertTrue(input.has("description"), input::toString));
        }
        assertEquals(Engine.flows().stream().map(flow -> flow.filename().replace(".yml", "")).toList(),
            flows().stream().map(flow -> flow.get("id").asText()).toList());
    }

    /** A retry can make the engine 2.0.0 skip the last task and end with SUCCESS (Kestra issue 18909); the executables retry. */
    @Test
    void every_task_has_a_description_and_a_timeout_and_none_a_retry() {
        for (JsonNode flow : flows()) {
            for (JsonNode task : tasks(flow)) {
                String type = task.get("type").asText();
                assertTrue(task.has("description"), task::toString);
                assertFalse(task.has("retry"), task::toString);
                assertEquals(WITHOUT_TIMEOUT.stream().noneMatch(type::endsWith), task.has("timeout"), task::toString);
                if (type.endsWith("shell.Commands")) {
                    assertEquals("io.kestra.plugin.core.runner.Process", task.get("taskRunner").get("type").asText(), task::toString);
                }
            }
        }
    }

    @Test
    void one_run_at_a_time_the_next_ones_wait_and_missed_mornings_are_made_up_for() {
        for (JsonNode flow : flows()) {
            assertEquals("{\"limit\":1,\"behavior\":\"QUEUE\"}", flow.get("concurrency").toString());
        }
        JsonNode schedule = flows().getLast().get("triggers").get(0);
        assertEquals("0 6 * * *", schedule.get("cron").asText());
        assertEquals("UTC", schedule.get("timezone").asText());
        assertEquals("ALL", schedule.get("recoverMissedSchedules").asText());
    }

    private static List<JsonNode> flows() {
        return Engine.flows().stream().map(flow -> Engine.checked(() -> YAML.readTree(flow.content()))).toList();
    }

    /** Every object with an id and a type that is no trigger or input. */
    private static List<JsonNode> tasks(JsonNode flow) {
        return StreamSupport.stream(flow.findParents("type").spliterator(), false)
            .filter(node -> node.has("id") && node.get("type").asText().startsWith("io.kestra."))
            .filter(node -> !node.get("type").asText().contains(".trigger.")).toList();
    }
}
