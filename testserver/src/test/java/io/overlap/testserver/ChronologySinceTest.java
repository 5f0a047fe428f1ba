package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a live reader gets: what ended since it asked last, and no more than it can take. */
class ChronologySinceTest {
    private final Chronology chronology = new Chronology(100);

    private void end(int from, int to) {
        for (int i = from; i < to; i++) {
            chronology.add(chronology.epoch(), "t", 1, "u" + i, i, 0, i, i, 200);
        }
    }

    private static List<String> names(Chronology.Since since) {
        return since.exchanges().stream().map(Exchange::name).toList();
    }

    @Test
    void goesOnWhereItStopped() {
        end(0, 2);
        Chronology.Since first = chronology.since(0, 10);
        assertEquals(List.of("u0", "u1"), names(first));
        assertEquals(List.of(), names(chronology.since(first.next(), 10)));
        end(2, 5);
        Chronology.Since second = chronology.since(first.next(), 10);
        assertEquals(List.of("u2", "u3", "u4"), names(second));
        assertEquals(0, second.skipped());
        assertEquals(5, second.next());
        assertEquals(5, chronology.next());
    }

    @Test
    void moreThanAskedForIsChosenEvenly() {
        end(0, 100);
        Chronology.Since since = chronology.since(0, 4);
        assertEquals(List.of("u0", "u25", "u50", "u75"), names(since));
        assertEquals(96, since.skipped());
        assertEquals(100, since.next());
    }

    @Test
    void overwrittenOnesCountAsSkipped() {
        end(0, 250);
        Chronology.Since since = chronology.since(10, 50);
        assertEquals("u150", names(since).get(0));
        assertEquals(50, since.exchanges().size());
        assertEquals(190, since.skipped());
    }

    @Test
    void forgottenOnesDoNot() {
        end(0, 5);
        chronology.reset();
        end(5, 7);
        Chronology.Since since = chronology.since(0, 10);
        assertEquals(List.of("u5", "u6"), names(since));
        assertEquals(0, since.skipped());
    }

    @Test
    void emptyOrAbsentRecordHasNone() {
        assertEquals(List.of(), names(chronology.since(0, 10)));
        Chronology none = new Chronology(0);
        none.add(0, "t", 1, "u", 1, 0, 1, 1, 200);
        assertEquals(new Chronology.Since(List.of(), 0, 0), none.since(0, 10));
    }
}
