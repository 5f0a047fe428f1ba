package io.overlap.testserver;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A headless Chromium, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome");
    private static final List<String> QUIET = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--remote-debugging-port=0");
    private static final long SECONDS = 30;

    private final Path profile = Files.createTempDirectory("overlap-chromium");
    private final Process process;
    private final Wire wire = new Wire();
    private final WebSocket socket;

    private Chromium(String binary) throws IOException {
        List<String> command = new ArrayList<>(QUIET);
        command.add(0, binary);
        command.add("--user-data-dir=" + profile);
        command.add("about:blank");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path address = profile.resolve("DevToolsActivePort");
        Await.until("Chromium listens", () -> lines(address).size() >= 2);
        URI uri = URI.create(
                "ws://127.0.0.1:" + lines(address).get(0) + lines(address).get(1));
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(uri, wire)
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    static Chromium start(String binary) throws IOException {
        return new Chromium(binary);
    }

    /** The browser that {@code CHROMIUM} names, or the first on the {@code PATH}; null if there is none. */
    static @Nullable String find() {
        String named = System.getenv("CHROMIUM");
        if (named != null) {
            return named;
        }
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** Opens an empty page of a size, in a colour scheme. */
    Page open(int width, int height, boolean dark) {
        JsonObject target = call(null, "Target.createTarget", Map.of("url", "about:blank"));
        String id = target.get("targetId").getAsString();
        JsonObject attached = call(null, "Target.attachToTarget", Map.of("targetId", id, "flatten", true));
        Page page = new Page(attached.get("sessionId").getAsString());
        page.call("Page.enable", Map.of());
        page.call("Runtime.enable", Map.of());
        page.call("Log.enable", Map.of());
        page.resize(width, height);
        page.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        return page;
    }

    private JsonObject call(@Nullable String session, String method, Map<String, Object> parameters) {
        JsonObject message = new JsonObject();
        int id = wire.ids.incrementAndGet();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", new Gson().toJsonTree(parameters));
        if (session != null) {
            message.addProperty("sessionId", session);
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        wire.answers.put(id, answer);
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (UncheckedIOException e) {
            // its last child still writes there; the folder is a temporary one
        }
    }

    /** One page. Its scripts' errors are kept. */
    final class Page {
        private final String session;

        private Page(String session) {
            this.session = session;
        }

        private JsonObject call(String method, Map<String, Object> parameters) {
            return Chromium.this.call(session, method, parameters);
        }

        void resize(int width, int height) {
            call(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
        }

        void go(String url) {
            call("Page.navigate", Map.of("url", url));
        }

        /** Only the page in front is drawn. */
        void toFront() {
            call("Page.bringToFront", Map.of());
        }

        /** The value of an expression, as text. */
        String value(String expression) {
            JsonObject answer = call(
                    "Runtime.evaluate",
                    Map.of("expression", "String(" + expression + ")", "awaitPromise", true, "returnByValue", true));
            JsonElement value = answer.getAsJsonObject("result").get("value");
            return value == null ? "" : value.getAsString();
        }

        String text(String id) {
            return value("(document.getElementById('" + id + "') || {}).textContent");
        }

        void awaitText(String id, String text) {
            Await.until(id + " is " + text, () -> text(id).equals(text));
        }

        void screenshot(Path file) throws IOException {
            JsonObject answer = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode(answer.get("data").getAsString()));
        }

        List<String> errors() {
            return wire.errors.stream().filter(error -> error.contains(session)).toList();
        }
    }

    /** What comes in: answers to calls, and errors of pages. */
    private static final class Wire implements WebSocket.Listener {
        private final AtomicInteger ids = new AtomicInteger();
        private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
        private final Queue<String> errors = new ConcurrentLinkedQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
                text.setLength(0);
                take(message);
            }
            socket.request(1);
            return null;
        }

        private void take(JsonObject message) {
            if (message.has("id")) {
                CompletableFuture<JsonObject> answer =
                        answers.remove(message.get("id").getAsInt());
                if (answer == null) {
                    return;
                }
                if (message.has("error")) {
                    answer.completeExceptionally(new IOException(message.toString()));
                } else {
                    answer.complete(message.getAsJsonObject("result"));
                }
                return;
            }
            String method = message.get("method").getAsString();
            if (method.equals("Runtime.exceptionThrown")
                    || (method.equals("Log.entryAdded") && message.toString().contains("\"level\":\"error\""))) {
                errors.add(message.toString());
            }
        }
    }
}
