package io.overlap.experiments.saving;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.overlap.experiments.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Times published with the book: another machine's, in Python. */
final class Book {
    private static final JsonObject DATA = read();

    private Book() {}

    private static JsonObject read() {
        try (InputStream in = Objects.requireNonNull(Report.class.getResourceAsStream("book.json"))) {
            return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of {@code primes_1e}; null where the book has none. */
    static @Nullable Double primes(Variant variant, long limit) {
        String series = switch (variant) {
            case NONE -> "no IO";
            case SERIAL -> "serial";
            case BOOK -> "async";
            default -> null;
        };
        return series == null ? null : last("primes_1e", series, 63 - Long.numberOfLeadingZeros(Math.max(1, limit)));
    }

    /** Of {@code workload_2e}; null where the book has none. */
    static @Nullable Double workload(Variant variant, int items, int cost) {
        String series = switch (variant) {
            case NONE -> "no IO";
            case FILE -> "file IO";
            case SERIAL -> "serial";
            case BOOK -> "batches";
            case OURS -> "async";
            default -> null;
        };
        return series == null ? null : last("workload_2e", series, items, cost);
    }

    /** The last number of the row that begins with these. */
    private static @Nullable Double last(String key, String series, int... begin) {
        for (JsonElement element :
                DATA.getAsJsonObject(key).getAsJsonObject("data").getAsJsonArray(series)) {
            JsonArray row = element.getAsJsonArray();
            boolean found = true;
            for (int i = 0; i < begin.length; i++) {
                found &= row.get(i).getAsInt() == begin[i];
            }
            if (found) {
                return row.get(row.size() - 1).getAsDouble();
            }
        }
        return null;
    }
}
