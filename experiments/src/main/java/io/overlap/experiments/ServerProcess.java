package io.overlap.experiments;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.overlap.testserver.ServerOptions;
import io.overlap.testserver.ServerStats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bundled server, running in a process of its own, and what it has to say. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final long RECORD_BYTES = 60;
    private static final long BASE_BYTES = 192L << 20;

    private final ChildJvm process;
    private final String url;
    private final String transport;

    /** Starts a server whose chronology holds this many exchanges, or as many as one can. */
    public ServerProcess(int record) throws IOException, InterruptedException, CannotRunException {
        int kept = Math.min(record, ServerOptions.MAX_RECORD);
        long heapMegabytes = (BASE_BYTES + kept * RECORD_BYTES) >> 20;
        List<String> flags = new ArrayList<>(ChildJvm.cacheFlags());
        flags.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-Xms" + heapMegabytes + "m",
                "-Xmx" + heapMegabytes + "m"));
        process = new ChildJvm(ServerMain.class, flags, List.of(Integer.toString(kept)));
        String line = process.readLine(START);
        while (line != null && !line.startsWith("http")) { // the JVM's own warnings go to stdout too
            line = process.readLine(START);
        }
        if (line == null) {
            process.close();
            throw new CannotRunException(
                    "the server process did not start within " + START.toSeconds() + " s: see its output above");
        }
        String[] words = line.split(" ", -1);
        url = words[0];
        transport = words[1];
    }

    public String url() {
        return url;
    }

    InetSocketAddress address() {
        URI base = URI.create(url);
        return new InetSocketAddress(base.getHost(), base.getPort());
    }

    public String transport() {
        return transport;
    }

    /** How a trial looked from here. */
    public record Seen(int maxInFlight, ServerStats.Lateness lateness, long requests) {}

    public Seen seen(String trial) throws IOException {
        try (BufferedReader body = get("/stats?trial=" + trial)) {
            JsonObject stats = new Gson().fromJson(body, JsonObject.class);
            return new Seen(
                    stats.get("max_in_flight").getAsInt(),
                    new Gson().fromJson(stats.get("lateness_ms"), ServerStats.Lateness.class),
                    stats.get("requests").getAsLong());
        }
    }

    /** Connections open and requests in flight at this moment, in the whole server. */
    record Now(int connections, int inFlight) {}

    Now now() throws IOException {
        try (BufferedReader body = get("/stats")) {
            JsonObject stats = new Gson().fromJson(body, JsonObject.class);
            return new Now(
                    stats.get("connections").getAsInt(), stats.get("in_flight").getAsInt());
        }
    }

    /**
     * Memory in use.
     *
     * @param heapBytes after a collection
     * @param residentBytes of the whole process; 0 where the system does not say
     */
    record Memory(long heapBytes, long residentBytes) {}

    Memory memory() throws IOException, InterruptedException {
        process.send(ServerMain.MEMORY);
        String line = process.readLine(START);
        if (line == null) {
            throw gone(null);
        }
        return new Gson().fromJson(line, Memory.class);
    }

    /** Reads a trial's exchanges, as lines of CSV with their heading. */
    void chronology(String trial, Consumer<String> line) throws IOException {
        try (BufferedReader body = get("/chronology?format=csv&trial=" + trial)) {
            for (String read = body.readLine(); read != null; read = body.readLine()) {
                line.accept(read);
            }
        }
    }

    /** Gives it another scenario, for the requests to come. */
    void change(String scenario) throws IOException {
        HttpURLConnection connection = open("/admin/scenario");
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().write(scenario.getBytes(StandardCharsets.UTF_8));
        connection.getInputStream().readAllBytes();
    }

    /** Makes it forget all exchanges and counts, if it is there to be asked. */
    void resetIfUp() {
        try {
            HttpURLConnection connection = open("/admin/reset");
            connection.setRequestMethod("POST");
            connection.getInputStream().readAllBytes();
        } catch (IOException gone) {
            // The next trial will say so, request by request.
        }
    }

    private BufferedReader get(String path) throws IOException {
        try {
            return new BufferedReader(new InputStreamReader(open(path).getInputStream(), StandardCharsets.UTF_8));
        } catch (ConnectException e) {
            throw gone(e);
        }
    }

    private static IOException gone(@Nullable IOException cause) {
        return new IOException("the server process is gone: see its output above", cause);
    }

    private HttpURLConnection open(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection;
    }

    public double cpuSeconds() {
        return process.cpuSeconds();
    }

    @Override
    public void close() {
        process.close();
    }
}
