package makerates;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Slack-compatible webhook at the address that the engine has as a secret. */
final class Webhook implements AutoCloseable {
    private final HttpServer server;
    private final List<String> texts = new CopyOnWriteArrayList<>();

    Webhook() {
        URI address = URI.create(Environment.of("TEST_WEBHOOK"));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), 0);
        } catch (IOException error) {
            throw new AssertionError("no server at " + address, error);
        }
        server.createContext(address.getPath(), exchange -> {
            Map<?, ?> body = new ObjectMapper().readValue(exchange.getRequestBody(), Map.class);
            texts.add(String.valueOf(body.get("text")));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    /** The texts that were posted. */
    List<String> texts() {
        return texts;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
