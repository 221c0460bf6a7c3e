package makerates;

/** What `just test-kestra` sets up before the engine starts. */
final class Environment {
    private Environment() {}

    static String of(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new AssertionError(name + " is not set: run the tests by `just test-kestra`");
        }
        return value;
    }
}
