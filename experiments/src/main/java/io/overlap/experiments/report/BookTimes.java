package io.overlap.experiments.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The times that the book published for this shape of run: another machine's, and Python's.
 *
 * @param key of the book's data
 */
record BookTimes(String key, String source, List<Time> times) {
    private static final Map<Integer, String> KEYS = Map.of(500, "crawl_1e", 1_000, "crawl_2e");

    /** Of one of the book's variants. */
    record Time(String variant, int requests, double seconds) {}

    /** Null if the book has none for these parameters. */
    static @Nullable BookTimes of(Run.Asked asked) {
        String key = KEYS.get(asked.n());
        if (key == null || asked.delayMillis() == null || asked.delayMillis() != 100 || asked.cap() != 100) {
            return null;
        }
        JsonObject book = resource();
        List<Time> times = new ArrayList<>();
        JsonObject variants = book.getAsJsonObject(key).getAsJsonObject("variants");
        for (Map.Entry<String, JsonElement> variant : variants.entrySet()) {
            JsonObject time = variant.getValue().getAsJsonObject();
            times.add(new Time(
                    variant.getKey().replace('_', ' '),
                    time.get("requests").getAsInt(),
                    time.get("makespan_s").getAsDouble()));
        }
        times.sort(Comparator.comparingDouble(Time::seconds).thenComparing(Time::variant));
        return new BookTimes(key, book.get("source").getAsString(), times);
    }

    private static JsonObject resource() {
        try (InputStream in = Objects.requireNonNull(BookTimes.class.getResourceAsStream("book.json"));
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
