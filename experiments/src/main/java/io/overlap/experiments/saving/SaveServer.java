package io.overlap.experiments.saving;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.http.HttpBatchWriter;
import io.overlap.experiments.CannotRunException;
import io.overlap.experiments.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The delay server as what is saved to, one item a request, and what it says of a trial afterwards. One client for all variants. */
final class SaveServer implements AutoCloseable {
    /** Requests at once, and items of a batch, as in the book. */
    static final int CAP = 100;

    // Each item has its own request, so waiting for others to fill a batch gains nothing.
    private static final BatchPolicy EACH_AT_ONCE =
            BatchPolicy.DEFAULT.withMaxItems(CAP).withMaxInFlight(CAP).withPartialInFlight(CAP);

    private static final int RECORD = 100_000;
    private static final int UNKNOWN_TRIAL = 404;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ServerProcess server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private SaveServer(ServerProcess server) {
        this.server = server;
    }

    static SaveServer start() throws CannotRunException, InterruptedException {
        try {
            return new SaveServer(new ServerProcess(RECORD));
        } catch (IOException e) {
            throw new CannotRunException("cannot start the delay server: " + e.getMessage());
        }
    }

    String transport() {
        return server.transport();
    }

    double cpuSeconds() {
        return server.cpuSeconds();
    }

    /** A saver of this variant, whose requests the server counts under the trial's name. */
    Saver saver(Variant variant, String trial, Duration delay) {
        URI uri = URI.create(server.url() + "/save?delay=" + delay.toMillis());
        return switch (variant) {
            case NONE -> Saver.none();
            case SERIAL -> new Serial(uri, trial);
            case BOOK -> new Book(uri, trial);
            case OURS, SAVING -> new Ours(uri, trial);
            case FILE -> throw new IllegalArgumentException("a file is not a server's");
        };
    }

    private static HttpRequest.Builder request(URI uri, String trial, String item) {
        return HttpRequest.newBuilder(uri)
                .timeout(LONGEST)
                .header("Content-Type", "application/json")
                .header("Overlap-Trial", trial)
                .POST(HttpRequest.BodyPublishers.ofString(new JsonPrimitive(item).toString()));
    }

    private final class Serial implements Saver {
        private final URI uri;
        private final String trial;

        Serial(URI uri, String trial) {
            this.uri = uri;
            this.trial = trial;
        }

        @Override
        public void save(String item) throws InterruptedException {
            try {
                client.send(request(uri, trial, item).build(), HttpResponse.BodyHandlers.discarding());
            } catch (IOException e) {
                return; // the server's count tells
            }
        }

        @Override
        public void finish() {}
    }

    /** What the book calls AsyncBatcher: {@code save} collects, {@code flush} sends all at once and stops the program. */
    private final class Book implements Saver {
        private final URI uri;
        private final String trial;
        private final List<String> items = new ArrayList<>();

        Book(URI uri, String trial) {
            this.uri = uri;
            this.trial = trial;
        }

        @Override
        public void save(String item) {
            items.add(item);
            if (items.size() == CAP) {
                finish();
            }
        }

        @Override
        public void finish() {
            CompletableFuture.allOf(items.stream()
                            .map(item -> client.sendAsync(
                                    request(uri, trial, item).build(), HttpResponse.BodyHandlers.discarding()))
                            .toArray(CompletableFuture[]::new))
                    .exceptionally(lost -> null)
                    .join();
            items.clear();
        }
    }

    private final class Ours implements Saver {
        private final AsyncBatcher<String, Void> batcher;

        Ours(URI uri, String trial) {
            HttpBatchWriter<String, Void> writer = HttpBatchWriter.<String>each(
                            client, item -> request(uri, trial, item), CAP)
                    .build();
            batcher = AsyncBatcher.async(writer).policy(EACH_AT_ONCE).build();
        }

        @Override
        public void save(String item) throws InterruptedException {
            batcher.save(item);
        }

        @Override
        public void finish() {
            batcher.flush().join();
            batcher.close(LONGEST);
        }
    }

    /** What the server saw of a trial: items saved and how many different ones, requests, and how many of them at once. */
    Proof proof(String trial) throws CannotRunException, InterruptedException {
        try {
            HttpResponse<String> saved = client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/saved?trial=" + trial))
                            .timeout(LONGEST)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (saved.statusCode() == UNKNOWN_TRIAL) { // stopped before its first save
                return new Proof(0, 0, 0L, 0);
            }
            JsonObject counts = new Gson().fromJson(saved.body(), JsonObject.class);
            ServerProcess.Seen seen = server.seen(trial);
            return new Proof(
                    counts.get("count").getAsLong(),
                    counts.get("distinct").getAsLong(),
                    seen.requests(),
                    seen.maxInFlight());
        } catch (IOException e) {
            throw new CannotRunException(
                    "the delay server is gone (" + e + "): its last words are above; run it again");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
