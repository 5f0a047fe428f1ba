package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChronologyTest {
    private final Chronology ring = new Chronology(4);

    @Test
    void exchangeIsKeptAsItWas() {
        ring.add(0, "async-1", 7, "u1", 100, 0, 300, 250, 499);
        assertEquals(List.of(new Exchange("async-1", 7, "u1", 100, 0, 300, 250, 499)), all(ring));
        assertEquals(-50, all(ring).get(0).lateNanos());
    }

    @Test
    void fullRingForgetsTheOldestAndCountsIt() {
        add(ring, "a", "b", "c", "d");
        assertNames(ring, "a", "b", "c", "d");
        assertEquals(0, ring.dropped());
        add(ring, "e");
        assertNames(ring, "b", "c", "d", "e");
        assertEquals(1, ring.dropped());
        add(ring, "f", "g", "h", "i", "j");
        assertNames(ring, "g", "h", "i", "j");
        assertEquals(6, ring.dropped());
    }

    @Test
    void ringOfOneKeepsTheLast() {
        Chronology one = new Chronology(1);
        assertNames(one);
        add(one, "a", "b", "c");
        assertNames(one, "c");
        assertEquals(2, one.dropped());
    }

    @Test
    void ringOfNoneKeepsNothing() {
        Chronology none = new Chronology(0);
        add(none, "a", "b");
        none.reset();
        add(none, "c");
        assertNames(none);
        assertEquals(0, none.dropped());
    }

    @Test
    void ringLongerThanAPieceIsReadInOrder() {
        Chronology large = new Chronology(1_000);
        String[] names = IntStream.range(0, 2_345).mapToObj(i -> "u" + i).toArray(String[]::new);
        add(large, names);
        assertNames(large, IntStream.range(1_345, 2_345).mapToObj(i -> "u" + i).toArray(String[]::new));
        assertEquals(1_345, large.dropped());
    }

    @Test
    void nameOfAnyLengthAndScriptIsKept() {
        String[] names = {
            "",
            "x",
            "12345678",
            "123456789",
            "1234567890123456",
            "12345678901234567",
            "é\u00ff\u0000\u0080ÿÿÿÿÿÿÿÿÿÿÿÿ",
            "€",
            "1234567€",
            "123456789012345€",
            "名前",
            "\ud83d\ude00",
            "n".repeat(4_000)
        };
        Chronology wide = new Chronology(names.length);
        add(wide, names);
        assertNames(wide, names);
    }

    @Test
    void slotForgetsItsLongNameWithItsExchange() {
        add(ring, "a long name, which takes a string", "b", "another long name, its string apart", "名前");
        add(ring, "e", "a longer name than before, in its slot", "g");
        assertNames(ring, "名前", "e", "a longer name than before, in its slot", "g");
        add(ring, "h");
        assertNames(ring, "e", "a longer name than before, in its slot", "g", "h");
    }

    @Test
    void oneTrialIsRead() {
        ring.add(0, "a", 1, "1", 0, 0, 0, 0, 200);
        ring.add(0, "b", 1, "2", 0, 0, 0, 0, 200);
        ring.add(0, "", 1, "3", 0, 0, 0, 0, 200);
        ring.add(0, "a", 1, "4", 0, 0, 0, 0, 200);
        assertEquals("1 4", names(read(ring, "a")));
        assertEquals("2", names(read(ring, "b")));
        assertEquals("3", names(read(ring, "")));
        assertEquals("", names(read(ring, "c")));
    }

    @Test
    void resetForgetsAllAndCountsAnew() {
        add(ring, "a", "b", "c", "d", "e");
        ring.reset();
        assertNames(ring);
        assertEquals(0, ring.dropped());
        add(ring, "f");
        assertNames(ring, "f");
        add(ring, "g", "h", "i", "j");
        assertNames(ring, "g", "h", "i", "j");
        assertEquals(1, ring.dropped());
    }

    @Test
    void exchangeThatArrivedBeforeAResetIsNotKept() {
        int before = ring.epoch();
        ring.reset();
        ring.add(before, "", 1, "early", 0, 0, 0, 0, 200);
        assertNames(ring);
        ring.add(ring.epoch(), "", 1, "late", 0, 0, 0, 0, 200);
        assertNames(ring, "late");
    }

    @Test
    void resetWhileReadingEndsTheReading() {
        Chronology large = new Chronology(1_000);
        add(large, IntStream.range(0, 1_000).mapToObj(i -> "u" + i).toArray(String[]::new));
        List<Exchange> seen = new ArrayList<>();
        large.forEach(null, exchange -> {
            if (seen.isEmpty()) {
                large.reset();
                add(large, "after");
            }
            seen.add(exchange);
        });
        assertTrue(seen.size() < 1_000, () -> seen.size() + " read");
        assertTrue(seen.stream().noneMatch(exchange -> exchange.name().equals("after")));
        assertNames(large, "after");
    }

    /** Each record read is one that was written, whole, and the reader never goes back. */
    @Test
    void readerSeesWholeExchangesInOrderWhileTheyAreOverwritten() throws Exception {
        Chronology busy = new Chronology(1_000);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            for (int i = 0; !done.get(); i++) {
                busy.add(busy.epoch(), "t" + i % 3, i, nameOf(i), i, 0, 2L * i, 3L * i, i % 600);
                if (i % 10_007 == 0) {
                    busy.reset();
                }
            }
        });
        writer.setUncaughtExceptionHandler((thread, cause) -> broken.set(cause));
        writer.start();
        int readings = 0;
        for (long read = 0; read < 200_000 && readings < 10_000; readings++) {
            read += readWhole(busy);
        }
        done.set(true);
        writer.join();
        assertNull(broken.get());
    }

    private static int readWhole(Chronology busy) {
        int[] count = {0};
        int[] last = {-1};
        busy.forEach(null, exchange -> {
            int i = exchange.connection();
            assertEquals(new Exchange("t" + i % 3, i, nameOf(i), i, 0, 2L * i, 3L * i, i % 600), exchange);
            assertTrue(i > last[0], () -> i + " after " + last[0]);
            last[0] = i;
            count[0]++;
        });
        return count[0];
    }

    private static String nameOf(int i) {
        return i % 5 == 0 ? "a name too long for two longs, " + i : i % 7 == 0 ? "名" + i : "u" + i;
    }

    private static void add(Chronology ring, String... names) {
        for (String name : names) {
            ring.add(ring.epoch(), "", 1, name, 0, 0, 0, 0, 200);
        }
    }

    private static List<Exchange> all(Chronology ring) {
        return read(ring, null);
    }

    private static List<Exchange> read(Chronology ring, @Nullable String trial) {
        List<Exchange> exchanges = new ArrayList<>();
        ring.forEach(trial, exchanges::add);
        return exchanges;
    }

    private static String names(List<Exchange> exchanges) {
        return exchanges.stream().map(Exchange::name).collect(Collectors.joining(" "));
    }

    private static void assertNames(Chronology ring, String... names) {
        assertEquals(List.of(names), all(ring).stream().map(Exchange::name).toList());
    }
}
