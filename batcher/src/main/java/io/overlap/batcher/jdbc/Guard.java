package io.overlap.batcher.jdbc;

import io.overlap.batcher.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a batch's transaction ends within the attempt's time.
 *
 * <p>A little before that time is over the database is asked to cancel what it does, so that its answer, and with it the truth,
 * still comes in time. If none comes the connection is cut, which frees the thread from any read. A cancel of the batch begins the
 * same at once. No cancel is left under way when {@link #close} returns: it would hit the connection's next user.
 */
final class Guard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcBatchWriter.class);
    private static final long LONGEST_MARGIN_NANOS = 2_000_000_000;
    private static final long GRACE_MILLIS = 500; // between asking and cutting, when the batch is cancelled
    private static final ScheduledThreadPoolExecutor TIMER = timer();

    /** Asks the database to stop what this connection runs. */
    interface Cancel {
        void cancel() throws SQLException;
    }

    private final long askNanos;
    private final long cutNanos;
    private @Nullable Connection connection;
    private @Nullable Cancel cancel;
    private @Nullable Future<?> asking;
    private @Nullable Future<?> cutting;
    private @Nullable Thread asker;
    private boolean asked;
    private boolean cut;
    private boolean closed;

    Guard(Batch<?> batch) {
        long now = System.nanoTime();
        long remaining = batch.remaining().toNanos();
        long margin = Math.min(LONGEST_MARGIN_NANOS, remaining / 4);
        askNanos = now + remaining - margin;
        cutNanos = now + remaining - margin / 2;
        asking = TIMER.schedule(this::ask, askNanos - now, TimeUnit.NANOSECONDS);
        batch.onCancel(this::ask);
    }

    /** The time until the database is asked to stop: what a statement may take. */
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, askNanos - System.nanoTime()));
    }

    /** From now on this connection is what is cut. */
    synchronized void attach(Connection opened) throws SQLException {
        connection = opened;
        failIfAsked();
    }

    /** From now on this is how to ask; null: there is nothing to stop. */
    synchronized void running(@Nullable Cancel running) throws SQLException {
        cancel = running;
        if (running != null) {
            failIfAsked();
        }
    }

    private void failIfAsked() throws SQLException {
        if (asked) {
            throw new SQLTimeoutException("no time left for the batch's transaction", "57014");
        }
    }

    private synchronized void ask() {
        if (closed || asked) {
            return;
        }
        asked = true;
        long untilCut = Math.max(0, cutNanos - System.nanoTime());
        cutting = TIMER.schedule(
                this::cut, Math.min(untilCut, TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS)), TimeUnit.NANOSECONDS);
        Cancel how = cancel;
        if (how != null) {
            asker = start("overlap-jdbc-cancel", () -> cancel(how));
        }
    }

    private static void cancel(Cancel how) {
        try {
            how.cancel();
        } catch (SQLException e) {
            LOG.debug("cancel failed", e); // the connection is cut next
        }
    }

    private synchronized void cut() {
        if (!closed && !cut && connection != null) {
            cut = true;
            Connection hanging = connection;
            start("overlap-jdbc-abort", () -> abort(hanging));
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.warn("could not cut a connection that hangs", e);
        }
    }

    /** Lets the connection go: nothing reaches it after this. */
    @Override
    public void close() {
        Thread waitFor;
        synchronized (this) {
            cancel = null;
            waitFor = asker;
        }
        if (waitFor != null && !hasEnded(waitFor)) {
            cut();
        }
        synchronized (this) {
            closed = true;
            stop(asking);
            stop(cutting);
        }
    }

    private static boolean hasEnded(Thread thread) {
        try {
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private static void stop(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** One thread for all writers; it ends when no batch is out. */
    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "overlap-jdbc-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }
}
