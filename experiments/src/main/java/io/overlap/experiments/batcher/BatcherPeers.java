package io.overlap.experiments.batcher;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How other batchers took the same faults: measured once, by Maven's profile {@code bench}, and not again by a run. The file is
 * the {@code run.json} which that left, of the experiment {@code batcher-peers}.
 *
 * @param date when, as YYYY-MM-DD; null if nothing is known of others
 */
record BatcherPeers(@Nullable String date, List<Row> rows) {
    private static final String RESOURCE = "batcher-peers.json";

    /**
     * One fault of one peer, counted as ours are.
     *
     * @param accepted null if it cannot meet this fault
     * @param lost not saved and without an outcome, or told as saved; where the writer did its work, all that were not saved
     * @param hung futures that never ended, and saves that never returned; null if it has neither
     * @param closes {@code ended}, {@code never}, or {@code n/a} if it has no close
     * @param closeSeconds null unless it ended
     */
    record Row(
            String peer,
            String version,
            String fault,
            @Nullable Long accepted,
            @Nullable Long lost,
            @Nullable Long hung,
            String closes,
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
        root.getAsJsonArray("rows").forEach(row -> rows.add(row(row.getAsJsonObject())));
        return new BatcherPeers(root.get("date").getAsString(), rows);
    }

    private static Row row(JsonObject row) {
        String fault = row.get("fault").getAsString();
        boolean works = Stream.of(Fault.values())
                .anyMatch(known -> known.writerWorks() && known.toString().equals(fault));
        Double closeSeconds =
                isNull(row, "close_seconds") ? null : row.get("close_seconds").getAsDouble();
        return new Row(
                row.get("peer").getAsString(),
                row.get("version").getAsString(),
                fault,
                sum(row, "accepted"),
                works ? sum(row, "lost") : sum(row, "lost", "mistold"),
                hung(row),
                isNull(row, "closes")
                        ? closeSeconds == null ? "never" : "ended"
                        : row.get("closes").getAsString(),
                closeSeconds,
                isNull(row, "note") ? "" : row.get("note").getAsString());
    }

    /** A save that never returned hangs too, also where saves give no futures. */
    private static @Nullable Long hung(JsonObject row) {
        Long blocked = sum(row, "blocked_saves");
        boolean none = blocked == null || blocked == 0;
        return none ? sum(row, "hung") : sum(row, "hung", "blocked_saves");
    }

    /** Null if none of them is known. */
    private static @Nullable Long sum(JsonObject row, String... counts) {
        Long sum = null;
        for (String count : counts) {
            if (!isNull(row, count)) {
                sum = (sum == null ? 0 : sum) + row.get(count).getAsLong();
            }
        }
        return sum;
    }

    private static boolean isNull(JsonObject row, String key) {
        return !row.has(key) || row.get(key).isJsonNull();
    }
}
