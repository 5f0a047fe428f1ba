package io.overlap.experiments;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How other batchers took the same faults: measured once, by the tests of Maven's profile {@code bench}, and not again by a run.
 *
 * @param date when, as YYYY-MM-DD; null if nothing is known of others
 */
record BatcherPeers(@Nullable String date, List<Row> rows) {
    private static final String RESOURCE = "batcher-peers.json";

    /**
     * One fault of one peer.
     *
     * @param accepted null where it has no such use, as the counts that follow
     * @param closeSeconds null for never
     */
    record Row(
            String peer,
            String version,
            String fault,
            @Nullable Long accepted,
            @Nullable Long lost,
            @Nullable Long hung,
            @Nullable Double closeSeconds,
            String note) {}

    static BatcherPeers read() {
        try (InputStream in = BatcherPeers.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                return new BatcherPeers(null, List.of());
            }
            return of(JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .getAsJsonObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BatcherPeers of(JsonObject root) {
        List<Row> rows = new ArrayList<>();
        for (JsonElement element : root.getAsJsonArray("rows")) {
            JsonObject row = element.getAsJsonObject();
            rows.add(new Row(
                    row.get("peer").getAsString(),
                    row.get("version").getAsString(),
                    row.get("fault").getAsString(),
                    count(row.get("accepted")),
                    count(row.get("lost")),
                    count(row.get("hung")),
                    isNull(row.get("close_seconds"))
                            ? null
                            : row.get("close_seconds").getAsDouble(),
                    isNull(row.get("note")) ? "" : row.get("note").getAsString()));
        }
        return new BatcherPeers(
                isNull(root.get("date")) ? null : root.get("date").getAsString(), rows);
    }

    private static @Nullable Long count(@Nullable JsonElement value) {
        return value == null || value.isJsonNull() ? null : value.getAsLong();
    }

    private static boolean isNull(@Nullable JsonElement value) {
        return value == null || value.isJsonNull();
    }
}
