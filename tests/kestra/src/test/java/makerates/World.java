package makerates;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a flow's tasks meet: an empty home, a replay server of recorded rates, and a clock that stands still.
 *
 * <p>The engine's environment can't change while it runs, so it names one home, one configuration file and one folder
 * of stand-ins (first on PATH), and each test fills them anew.
 */
final class World implements AutoCloseable {
    /** The key that the replay server knows, and that the engine has as a secret. */
    static final String KEY = Environment.of("TEST_KEY");
    static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process replay;
    private final String url;
    private final Path home = Path.of(Environment.of("MAKERATES_HOME"));
    private final Path shims = Path.of(Environment.of("TEST_SHIMS"));
    private String settings = "";

    World(String now) {
        empty(home);
        empty(shims);
        replay = Engine.checked(() -> new ProcessBuilder(Environment.of("TEST_EXECUTABLES") + "/replay", "--exit-with-parent-stdin", "--clock", now,
                "--key", KEY, "--data", REPOSITORY.resolve("tests/data").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
        url = Engine.checked(() -> replay.inputReader().readLine()).replace("listening on ", "");
        setClock(now);
    }

    /** Moves both clocks. */
    void setClock(String now) {
        control("/clock", Map.of("now", now));
        configure(now, settings);
    }

    /** More settings, as lines of makerates.toml. */
    void configure(String now, String more) {
        settings = more;
        write(Path.of(Environment.of("MAKERATES_CONFIG")), """
            now = "%s"
            http.retry_delay_ms = 5
            sources.frankfurter.url = "%s"
            sources.exchangerate.url = "%s"
            sources.exchangerate.open_url = "%s"
            %s
            """.formatted(now, url, url, url, more));
    }

    void setFaults(Map<?, ?>... faults) {
        control("/faults", List.of(faults));
    }

    /** The account's plan and quota at ExchangeRate-API. */
    void setQuota(Map<?, ?> quota) {
        control("/quota", quota);
    }

    /** The requests that the server got, as path and query. */
    List<String> requests() {
        List<Map<String, Object>> requests = JSON.convertValue(state().get("requests"), new TypeReference<>() {});
        return requests.stream().map(request -> request.get("query") == null ? String.valueOf(request.get("path"))
            : request.get("path") + "?" + request.get("query")).toList();
    }

    /** How many of them contain this. */
    long requests(String part) {
        return requests().stream().filter(path -> path.contains(part)).count();
    }

    /** Puts a shell script in the place of an executable. `$REAL` is the folder of the real ones. */
    void replace(String executable, String script) {
        Path shim = shims.resolve(executable);
        write(shim, "#!/bin/sh\nREAL='" + Environment.of("TEST_EXECUTABLES") + "'\n" + script + "\n");
        shim.toFile().setExecutable(true);
    }

    /** Runs an executable by hand in this world and gives its outputs. */
    Map<String, Object> tool(String... command) {
        Outcome outcome = outcome(command);
        if (outcome.code != 0) {
            throw new AssertionError(List.of(command) + ": " + outcome);
        }
        return outcome.outputs;
    }

    private record Outcome(int code, Map<String, Object> outputs) {}

    private Outcome outcome(String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.set(0, Environment.of("TEST_EXECUTABLES") + "/" + command[0]);
        words.addAll(List.of("--quiet", "--format", "json", "--home", home.toString()));
        return Engine.checked(() -> {
            Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            Map<String, Object> outputs = JSON.readValue(process.getInputStream(), new TypeReference<>() {});
            return new Outcome(process.waitFor(), outputs);
        });
    }

    /** Rows of a query over silver, each value as text, joined by spaces. */
    List<String> silver(String query) {
        List<Map<String, Object>> rows = JSON.convertValue(tool("transform", "inspect", "--limit", "100000", "--sql", query).get("rows"),
            new TypeReference<>() {});
        return rows.stream().map(row -> String.join(" ", row.values().stream().map(String::valueOf).toList())).toList();
    }

    /** Whether a pair has a LATEST item. */
    boolean isPublished(String pair) {
        Outcome outcome = outcome("sync-dynamodb", "get", pair);
        boolean isMissing = outcome.code == 2 && String.valueOf(outcome.outputs.get("reason")).endsWith("is not published");
        if (outcome.code != 0 && !isMissing) {
            throw new AssertionError(pair + ": " + outcome);
        }
        return outcome.code == 0;
    }

    /** The published item of a pair: its LATEST, or with `--date D` a day's. */
    Map<String, Object> published(String pair, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sync-dynamodb", "get", pair));
        command.addAll(List.of(arguments));
        return tool(command.toArray(String[]::new));
    }

    /** A text as JSON. */
    static String json(String text) {
        return Engine.checked(() -> JSON.writeValueAsString(text));
    }

    boolean has(String path) {
        return Files.exists(home.resolve(path));
    }

    /** A file of home. */
    String text(String path) {
        return Engine.text(home.resolve(path));
    }

    /** Every file below a folder of home. */
    List<Path> files(String folder) {
        try (Stream<Path> files = Engine.checked(() -> Files.walk(home.resolve(folder)))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Override
    public void close() {
        replay.destroy();
    }

    private Map<String, Object> state() {
        return read(HttpRequest.newBuilder(URI.create(url + "/_control")).build());
    }

    private void control(String path, Object body) {
        byte[] text = Engine.checked(() -> JSON.writeValueAsBytes(body));
        read(HttpRequest.newBuilder(URI.create(url + "/_control" + path)).header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(text)).build());
    }

    private static Map<String, Object> read(HttpRequest request) {
        HttpResponse<String> answer = Engine.checked(() -> HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
        if (answer.statusCode() != 200) {
            throw new AssertionError(request + ": " + answer.statusCode() + " " + answer.body());
        }
        return Engine.checked(() -> JSON.readValue(answer.body(), new TypeReference<>() {}));
    }

    private static void write(Path file, String text) {
        Engine.checked(() -> {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        });
    }

    private static void empty(Path folder) {
        Engine.checked(() -> {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
            return Files.createDirectories(folder);
        });
    }
}
