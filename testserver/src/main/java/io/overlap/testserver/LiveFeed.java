package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /events} tells whoever watches: four times a second the counts, and which exchanges ended since.
 *
 * <p>{@link #isFull} and {@link #watch} may be called from any thread.
 */
final class LiveFeed {
    /*
     * An event is made once for all watchers and on a thread of its own, which is there only while somebody watches: the
     * event loop passes its bytes on, and a slow reader of a long report, for whom the reporter waits, does not hold it
     * up. A watcher that has not taken the last events misses this one; one that has missed MAX_MISSED in a row is let go,
     * so that its place is free again.
     */
    static final int MAX_WATCHERS = 8;
    static final int MAX_EXCHANGES = 200;
    static final int MAX_MISSED = 120;
    static final long PERIOD_NANOS = 250_000_000;

    private static final long NO_PLACE = -2;
    private static final long TICKS_ALREADY = -1;

    /** Runs a task so many nanoseconds later, one after the other. */
    interface Alarm {
        void in(Runnable task, long nanos);
    }

    /** Who watches. */
    interface Sink {
        /** Whether the last events were taken. */
        boolean isWritable();

        /** Sends an event, and releases it. */
        void send(ByteBuf event);

        void close();
    }

    private final Ledger ledger;
    private final boolean admin;
    private final Supplier<String> stats;
    private final LongSupplier clock;
    private final Alarm alarm;

    // Guarded by this.
    private final Set<Watcher> watchers = new LinkedHashSet<>();
    private boolean ticking;
    private boolean resumed; // nobody watched before the next tick
    private long tickedNanos = Long.MIN_VALUE / 2;

    // Owned by the tick.
    private long from; // the sequence number of the first exchange to tell
    private @Nullable Counters counters;
    private @Nullable Histogram lateness; // of the counters, as last told

    /**
     * Makes a feed that nobody watches yet.
     *
     * @param admin whether {@code /admin/} is served, as the page's controls need to know
     * @param stats the counts as one JSON object
     */
    LiveFeed(Ledger ledger, boolean admin, Supplier<String> stats, LongSupplier clock, Alarm alarm) {
        this.ledger = ledger;
        this.admin = admin;
        this.stats = stats;
        this.clock = clock;
        this.alarm = alarm;
    }

    synchronized boolean isFull() {
        return watchers.size() >= MAX_WATCHERS;
    }

    /** Sends the events to a channel whose head is written, for as long as it is open; closes it if there is no place. */
    void watch(Channel channel) {
        Runnable leave = watch(new ChannelSink(channel));
        channel.closeFuture().addListener(closed -> leave.run());
    }

    /** Sends the events to a sink; closes it if there is no place. Returns what to do when it is closed. */
    Runnable watch(Sink sink) {
        Watcher watcher = new Watcher(sink);
        long wait = join(watcher);
        if (wait == NO_PLACE) {
            sink.close();
        } else if (wait >= 0) {
            alarm.in(this::tick, wait);
        }
        return () -> leave(watcher);
    }

    /** Returns in how many nanoseconds the first tick is to be, if there is none. */
    private synchronized long join(Watcher watcher) {
        if (isFull()) {
            return NO_PLACE;
        }
        watchers.add(watcher);
        if (ticking) {
            return TICKS_ALREADY;
        }
        ticking = true;
        resumed = true;
        return Math.max(0, tickedNanos + PERIOD_NANOS - clock.getAsLong());
    }

    private synchronized void leave(Watcher watcher) {
        watchers.remove(watcher);
    }

    private void tick() {
        List<Watcher> all;
        synchronized (this) {
            tickedNanos = clock.getAsLong();
            if (watchers.isEmpty()) {
                ticking = false;
                return;
            }
            all = List.copyOf(watchers);
            if (resumed) {
                from = Math.max(from, ledger.chronology.next() - MAX_EXCHANGES);
                lateness = null;
                resumed = false;
            }
        }
        try {
            tell(all);
        } finally {
            alarm.in(this::tick, PERIOD_NANOS);
        }
    }

    private void tell(List<Watcher> all) {
        ByteBuf event = ByteBufUtil.writeUtf8(ByteBufAllocator.DEFAULT, event());
        try {
            for (Watcher watcher : all) {
                watcher.tell(event);
            }
        } finally {
            event.release();
        }
    }

    private String event() {
        Chronology.Since since = ledger.chronology.since(from, MAX_EXCHANGES);
        from = since.next();
        String open = stats.get().strip();
        StringBuilder out = new StringBuilder(700 + 48 * since.exchanges().size())
                .append("data: ")
                .append(open, 0, open.length() - 1)
                .append(",\"t\":")
                .append(clock.getAsLong() / 1e9)
                .append(",\"admin\":")
                .append(admin)
                .append(",\"record\":")
                .append(ledger.chronology.capacity());
        recentLateness(out);
        out.append(",\"skipped\":").append(since.skipped()).append(",\"exchanges\":[");
        String separator = "";
        for (Exchange exchange : since.exchanges()) {
            out.append(separator);
            row(exchange, out);
            separator = ",";
        }
        return out.append("]}\n\n").toString();
    }

    /** Connection, status, and in microseconds: arrival, deadline, answer. */
    private static void row(Exchange exchange, StringBuilder out) {
        out.append('[')
                .append(exchange.connection())
                .append(',')
                .append(exchange.status())
                .append(',')
                .append(exchange.arrivedNanos() / 1_000)
                .append(',')
                .append(exchange.deadlineNanos() / 1_000)
                .append(',')
                .append(exchange.answeredNanos() / 1_000)
                .append(']');
    }

    /** How late the answers since the last event were. */
    private void recentLateness(StringBuilder out) {
        Counters now = ledger.total();
        if (now != counters) { // the first event, or a reset
            counters = now;
            lateness = null;
        }
        Histogram all = now.lateness();
        Histogram recent = all;
        if (lateness != null) {
            recent = all.copy();
            recent.subtract(lateness);
        }
        lateness = all;
        out.append(",\"recent_lateness_ms\":{\"answers\":").append(recent.getTotalCount());
        if (recent.getTotalCount() > 0) {
            out.append(",\"p50\":")
                    .append(recent.getValueAtPercentile(50) / 1e3)
                    .append(",\"p99\":")
                    .append(recent.getValueAtPercentile(99) / 1e3)
                    .append(",\"max\":")
                    .append(recent.getMaxValue() / 1e3);
        }
        out.append('}');
    }

    private static final class Watcher {
        private final Sink sink;
        private int missed; // in a row; owned by the tick

        Watcher(Sink sink) {
            this.sink = sink;
        }

        void tell(ByteBuf event) {
            if (sink.isWritable()) {
                missed = 0;
                sink.send(event.retainedDuplicate());
            } else if (++missed >= MAX_MISSED) {
                sink.close();
            }
        }
    }

    private record ChannelSink(Channel channel) implements Sink {
        @Override
        public boolean isWritable() {
            return channel.isWritable();
        }

        @Override
        public void send(ByteBuf event) {
            channel.writeAndFlush(event, channel.voidPromise());
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
