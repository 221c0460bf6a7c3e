package makerates;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A server that says, by ENV_EXCHANGERATE_OPEN_ACCESS, that there is no key and none is missed. */
class OpenAccessTest {
    @Test
    void both_sources_are_published_without_a_key() {
        try (World world = new World(DailyTest.CALM)) {
            Run run = Engine.get().run("rates_daily", Map.of()).expect("SUCCESS");
            assertEquals(DailyTest.ALL_GOOD, run.tasks());
            assertEquals(1, world.requests("/v6/latest/USD"), world.requests()::toString);
            assertEquals("consensus", world.published("EUR/USD").get("validation_status"));
        }
    }
}
