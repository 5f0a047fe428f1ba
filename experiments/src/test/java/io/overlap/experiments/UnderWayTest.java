package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.overlap.crawler.FetchFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Requests that are ended from outside. */
class UnderWayTest {
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @Test
    void requestThatStartsAfterAllWereCancelledIsCancelledToo() {
        try (UnderWay<String> underWay = new UnderWay<>(Duration.ofHours(1), ended::add)) {
            underWay.started("a");
            underWay.cancelAll();
            underWay.started("b");
            assertEquals(FetchFailure.Kind.CANCELLED, underWay.ended("b"));
            assertEquals(FetchFailure.Kind.CANCELLED, underWay.ended("a"));
            assertEquals(true, ended.contains("a") && ended.contains("b"));
        }
    }

    @Test
    void requestThatEndsInTimeHasNoVerdict() {
        try (UnderWay<String> underWay = new UnderWay<>(Duration.ofHours(1), ended::add)) {
            underWay.started("a");
            assertNull(underWay.ended("a"));
            assertEquals(List.of(), ended);
        }
    }
}
