package io.overlap.batcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Room is taken and given back as if by one thread after another; the line loses nothing and keeps each saver's order. */
@Order(Integer.MAX_VALUE)
class AdmissionTest {
    private static final int ROOM = 3;

    @SuppressWarnings("NullAway") // an entry asks its engine only to be cancelled
    private static Entry<Integer, Void> entry(@Nullable Integer item) {
        return new Entry<>(null, item, 1);
    }

    private static Admission<Integer, Void> admission(int items, long bytes) {
        return new Admission<>(items, bytes, entry(null));
    }

    /** What Lincheck runs in parallel and compares with all orders of the same calls, one after another. */
    public static class Room {
        private final Admission<Integer, Void> admission = admission(ROOM, 2_000);
        private int held; // owned by the consumer

        @Operation
        public String admit() {
            try {
                return admission.admit(1) ? "in" : "full";
            } catch (BatcherClosedException e) {
                return "closed";
            }
        }

        @Operation
        public void close() {
            admission.close();
        }

        @Operation(nonParallelGroup = "consumer")
        public boolean release() {
            if (admission.pendingItems() == 0) {
                return false;
            }
            admission.release(1, 1);
            held++;
            return true;
        }

        @Operation(nonParallelGroup = "consumer")
        public int released() {
            return held;
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void roomIsTakenAndGivenBackAsByOneThread() {
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .check(Room.class);
    }

    @Test
    void roomForItemsAndForBytes() {
        Admission<Integer, Void> byItems = admission(2, 1_000_000);
        assertTrue(byItems.admit(1));
        assertTrue(byItems.admit(1));
        assertFalse(byItems.admit(1));
        byItems.release(1, 1);
        assertTrue(byItems.admit(1));

        Admission<Integer, Void> byBytes = admission(100, 2 * BatchPolicy.ITEM_OVERHEAD_BYTES + 10);
        assertTrue(byBytes.admit(9));
        assertFalse(byBytes.admit(2));
        assertTrue(byBytes.admit(1));
        byBytes.close();
        assertThrows(BatcherClosedException.class, () -> byBytes.admit(0));
        assertEquals(2, byBytes.pendingItems());
    }

    /** 63 bits of weights overflow after eight million items; differences do not mind. */
    @Test
    void countsGoRoundTheWord() {
        Admission<Integer, Void> admission = admission(ROOM, 1_000_000_000_000L);
        for (int i = 0; i < 20_000_000; i++) {
            assertTrue(admission.admit(100_000));
            admission.release(1, 100_000);
        }
        assertEquals(0, admission.pendingItems());
        assertEquals(0, admission.pendingBytes());
        for (int i = 0; i < ROOM; i++) {
            assertTrue(admission.admit(1));
        }
        assertFalse(admission.admit(1));
    }

    @Test
    void theLineLosesNothingAndKeepsEachSaversOrder() throws InterruptedException {
        int savers = 4;
        int each = 100_000;
        Admission<Integer, Void> admission = admission(1_000, Long.MAX_VALUE >> 24);
        CountDownLatch start = new CountDownLatch(1);
        for (int s = 0; s < savers; s++) {
            int saver = s;
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < each; ) {
                    if (admission.admit(1)) {
                        admission.arrive(entry(i++ * savers + saver));
                    } else {
                        Thread.onSpinWait();
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        start.countDown();
        int[] next = new int[savers];
        for (int came = 0; came < savers * each; ) {
            Entry<Integer, Void> entry = admission.poll();
            if (entry != null && entry.item != null) {
                int saver = entry.item % savers;
                assertEquals(next[saver]++, entry.item / savers);
                assertTrue(admission.pendingItems() <= 1_000);
                admission.release(1, 1);
                came++;
            }
        }
        assertEquals(0, admission.inLine());
        assertEquals(0, admission.pendingItems());
    }
}
