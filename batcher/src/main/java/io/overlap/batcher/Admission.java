package io.overlap.batcher;

import static io.overlap.batcher.BatchPolicy.ITEM_OVERHEAD_BYTES;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in, and the line in which they come: lock-free for savers, one consumer at a time (the engine, under its lock).
 *
 * <p>Counts are sums of weights, an item's being {@code 1 << 40 | its bytes and overhead}, and only grow (modulo 2^63), so that
 * one compare-and-set takes room for item and bytes, and what is pending is a difference. The sign bit of {@code admitted} says
 * closed. The line is Vyukov's intrusive queue (multiple producers, one consumer): between the swap of the tail and the link a
 * gap can hide what came later; whoever leaves a gap asks for a turn after closing it.
 */
final class Admission<T, R> extends AdmissionFields.Apart3<T, R> {
    private static final int ITEM_SHIFT = 40;
    private static final long BYTES = (1L << ITEM_SHIFT) - 1;
    private static final VarHandle ADMITTED;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ADMITTED = lookup.findVarHandle(AdmissionFields.OfSavers.class, "admitted", long.class);
            TAIL = lookup.findVarHandle(AdmissionFields.OfSavers.class, "tail", Entry.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int maxItems;
    private final long maxBytes;

    // Owned by the consumer.
    private Entry<T, R> head;
    private long takenNow;

    Admission(int maxItems, long maxBytes, Entry<T, R> stub) {
        super(stub);
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
        this.head = stub;
    }

    /** Takes room: true, false for none, or a {@link BatcherClosedException}. Nobody overtakes those who wait. */
    boolean admit(int bytes) {
        if (queueing && admitted >= 0) {
            return false;
        }
        return admitWaiting(bytes);
    }

    /** As {@link #admit}, for the first of those who wait. */
    boolean admitWaiting(int bytes) {
        long weight = weight(1, bytes);
        while (true) {
            long before = admitted;
            if (before < 0) {
                throw closed();
            }
            long pending = ((before - released) & Long.MAX_VALUE) + weight;
            if (items(pending) > maxItems || (pending & BYTES) > maxBytes) {
                if (admitted == before) { // else the difference was of two moments
                    return false;
                }
            } else if (ADMITTED.compareAndSet(this, before, (before + weight) & Long.MAX_VALUE)) {
                return true;
            }
        }
    }

    static BatcherClosedException closed() {
        return new BatcherClosedException("closed: save() after close(); the item was not accepted");
    }

    /** From now on {@link #admit} throws. */
    void close() {
        ADMITTED.getAndBitwiseOr(this, Long.MIN_VALUE);
    }

    boolean isClosed() {
        return admitted < 0;
    }

    /** Stands in line; after {@link #admit}, or for a mark without. */
    @SuppressWarnings("unchecked")
    void arrive(Entry<T, R> entry) {
        Entry<T, R> before = (Entry<T, R>) TAIL.getAndSet(this, entry);
        before.arrivedNext = entry;
    }

    /** Whether what stands in line is worth a turn of the engine; to be asked after {@link #arrive}. */
    boolean wantsTurn() {
        long line = (admitted - taken) & Long.MAX_VALUE;
        return items(line) >= wakeItems || bytes(line) >= wakeBytes;
    }

    // The rest is the engine's, under its lock.

    /** The next in line, or null if there is none that can be seen. */
    @Nullable
    Entry<T, R> poll() {
        Entry<T, R> before = head;
        Entry<T, R> next = before.arrivedNext;
        if (next != null) {
            head = next;
            before.arrivedNext = null; // else an old entry would keep all later ones from young collections
            if (!next.isMark()) {
                takenNow = (takenNow + weight(1, next.bytes)) & Long.MAX_VALUE;
            }
        }
        return next;
    }

    /**
     * Says when savers are to ask for a turn. Afterwards {@link #missed} must be asked: a saver may just have looked.
     *
     * @param items so many in line, or
     * @param bytes so many of theirs
     */
    void publish(int items, long bytes) {
        taken = takenNow;
        wakeItems = items;
        wakeBytes = bytes;
    }

    /** Whether a turn is wanted for what can be seen in line. */
    boolean missed() {
        return head.arrivedNext != null && wantsTurn();
    }

    /** Whether others wait, so that {@link #admit} has no room. */
    void queueing(boolean value) {
        if (queueing != value) {
            queueing = value;
        }
    }

    /** Items admitted and not taken out of the line yet, those that are about to arrive included. */
    int inLine() {
        return items((admitted - takenNow) & Long.MAX_VALUE);
    }

    /** Items admitted and not released. */
    int pendingItems() {
        return items((admitted - released) & Long.MAX_VALUE);
    }

    /** Bytes of those, overhead included. */
    long pendingBytes() {
        return (admitted - released) & BYTES;
    }

    /** Gives room back: the one place. */
    void release(int items, long bytes) {
        released = (released + weight(items, bytes)) & Long.MAX_VALUE;
    }

    private static long weight(int items, long bytes) {
        return ((long) items << ITEM_SHIFT) + (long) items * ITEM_OVERHEAD_BYTES + bytes;
    }

    private static int items(long weight) {
        return (int) (weight >>> ITEM_SHIFT);
    }

    private static long bytes(long weight) {
        return (weight & BYTES) - (long) items(weight) * ITEM_OVERHEAD_BYTES;
    }
}
