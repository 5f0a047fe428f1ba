package io.overlap.batcher;

import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A writer's answer in words. */
public final class Told {
    private Told() {}

    public static String of(BatchResult<?> result) {
        if (result.each != null) {
            return new TreeMap<>(result.each).values().stream().map(Told::item).collect(Collectors.joining("; "));
        }
        return words(result.kind, result.cause, result.notBeforeNanos);
    }

    private static String item(ItemResult<?> item) {
        String value = item.value == null ? "" : "=" + item.value;
        return words(item.kind, item.cause, item.notBeforeNanos) + value;
    }

    private static String words(Enum<?> kind, @Nullable Throwable cause, long notBeforeNanos) {
        String wait = notBeforeNanos == 0 ? "" : " in " + notBeforeNanos / 1_000_000_000 + " s";
        return kind + wait + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }
}
