package io.overlap.testserver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A bounded ring of exchanges, in the order they ended. Written by the event loop, read by any thread. */
final class Chronology {
    /*
     * Columns instead of objects: a record that lives in the ring would survive every young collection, and copying
     * survivors is a pause in which every answer is late. A name of up to 16 Latin-1 characters lies in two longs, a
     * longer one is kept as a string. Readers take the lock for PIECE records at a time, so that the event loop waits
     * for microseconds at most.
     */
    private static final int PIECE = 256;
    private static final int SHORT_NAME = 16;
    private static final byte LONG_NAME = -1;

    private final int capacity;
    private final long[] arrived;
    private final long[] queue;
    private final long[] deadline;
    private final long[] answered;
    private final long[] nameLow;
    private final long[] nameHigh;
    private final byte[] nameLength;
    private final int[] connection;
    private final short[] status;
    private final @Nullable String[] trial;
    private @Nullable String @Nullable [] longNames; // made with the first long name

    // Sequence numbers; all fields below and the columns are guarded by this.
    private long first; // the first since the last reset
    private long next; // of the exchange to come
    private int epoch; // how often it was reset

    Chronology(int capacity) {
        this.capacity = capacity;
        arrived = new long[capacity];
        queue = new long[capacity];
        deadline = new long[capacity];
        answered = new long[capacity];
        nameLow = new long[capacity];
        nameHigh = new long[capacity];
        nameLength = new byte[capacity];
        connection = new int[capacity];
        status = new short[capacity];
        trial = new String[capacity];
    }

    int capacity() {
        return capacity;
    }

    /** Keeps an exchange that arrived in this epoch; one that arrived before the last reset is not kept. */
    synchronized void add(
            int arrivedInEpoch,
            String trialId,
            int connectionId,
            String name,
            long arrivedAt,
            long queued,
            long deadlineAt,
            long answeredAt,
            int code) {
        if (capacity == 0 || arrivedInEpoch != epoch) {
            return;
        }
        int slot = (int) (next++ % capacity);
        arrived[slot] = arrivedAt;
        queue[slot] = queued;
        deadline[slot] = deadlineAt;
        answered[slot] = answeredAt;
        connection[slot] = connectionId;
        status[slot] = (short) code;
        trial[slot] = trialId;
        putName(slot, name);
    }

    /** How many exchanges since the last reset were overwritten. */
    synchronized long dropped() {
        return Math.max(0, next - first - capacity);
    }

    synchronized int epoch() {
        return epoch;
    }

    synchronized void reset() {
        first = next;
        epoch++;
    }

    /** Forgets the exchanges before a sequence number. */
    synchronized void forget(long end) {
        first = Math.max(first, end);
    }

    /**
     * Hands over each exchange kept now, oldest first; of one trial only, unless that is null. Returns the sequence number
     * after the last of them.
     */
    long forEach(@Nullable String trialId, Consumer<Exchange> reader) {
        List<Exchange> piece = new ArrayList<>(PIECE);
        long at;
        long end;
        synchronized (this) {
            at = oldest();
            end = next;
        }
        while (at < end) {
            piece.clear();
            at = read(Math.max(at, 0), end, trialId, piece);
            piece.forEach(reader);
        }
        return end;
    }

    /**
     * What ended from a sequence number on.
     *
     * @param exchanges as many as were asked for at most, then evenly chosen
     * @param next the sequence number to go on from
     * @param skipped how many more there were, those overwritten included
     */
    record Since(List<Exchange> exchanges, long next, long skipped) {}

    /** The sequence number of the next exchange that ends. */
    synchronized long next() {
        return next;
    }

    /** Reads what ended from a sequence number on, in one piece: ask for few. */
    synchronized Since since(long from, int most) {
        long begin = Math.max(from, first);
        long kept = Math.max(begin, oldest());
        int chosen = (int) Math.min(next - kept, most);
        List<Exchange> exchanges = new ArrayList<>(chosen);
        for (int i = 0; i < chosen; i++) {
            exchanges.add(exchange((int) ((kept + i * (next - kept) / chosen) % capacity)));
        }
        return new Since(exchanges, next, next - begin - chosen);
    }

    /** Reads up to PIECE records from a sequence number on, past those overwritten or reset meanwhile. */
    private synchronized long read(long from, long end, @Nullable String trialId, List<Exchange> into) {
        long at = Math.max(from, oldest());
        long stop = Math.min(end, at + PIECE);
        for (; at < stop; at++) {
            int slot = (int) (at % capacity);
            String id = trial[slot];
            if (id != null && (trialId == null || trialId.equals(id))) {
                into.add(exchange(slot));
            }
        }
        return Math.max(at, from);
    }

    private Exchange exchange(int slot) {
        String id = trial[slot];
        return new Exchange(
                id == null ? "" : id,
                connection[slot],
                name(slot),
                arrived[slot],
                queue[slot],
                deadline[slot],
                answered[slot],
                status[slot]);
    }

    private long oldest() {
        return Math.max(first, next - capacity);
    }

    private void putName(int slot, String name) {
        int length = name.length();
        long low = 0;
        long high = 0;
        boolean isShort = length <= SHORT_NAME;
        for (int i = 0; isShort && i < length; i++) {
            long c = name.charAt(i);
            isShort = c < 256;
            if (i < 8) {
                low |= c << (8 * i);
            } else {
                high |= c << (8 * (i - 8));
            }
        }
        nameLow[slot] = low;
        nameHigh[slot] = high;
        nameLength[slot] = isShort ? (byte) length : LONG_NAME;
        if (longNames == null && !isShort) {
            longNames = new String[capacity];
        }
        if (longNames != null) {
            longNames[slot] = isShort ? null : name;
        }
    }

    private String name(int slot) {
        if (nameLength[slot] == LONG_NAME) {
            String name = longNames == null ? null : longNames[slot];
            return name == null ? "" : name;
        }
        byte[] bytes = new byte[nameLength[slot]];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i < 8 ? nameLow[slot] >>> (8 * i) : nameHigh[slot] >>> (8 * (i - 8)));
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
