package io.overlap.batcher.jdbc;

import io.overlap.batcher.Batch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a batch's transaction ends within the attempt's time.
 *
 * <p>A little before that time is over the database is asked to cancel what it does, so that its answer, and with it the truth,
 * still comes in time. If none comes the connection is cut, which frees the thread from any read. A wait for a connection is
 * interrupted. A cancel of the batch begins the same at once. A cancel that is still under way when the connection is let go would
 * hit its next user: {@link #isCut} says that it must have none.
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
    private final Future<?> asking;
    private @Nullable Thread waiting; // for a connection
    private @Nullable Connection connection;
    private @Nullable Cancel cancel;
    private @Nullable Future<?> cutting;
    private @Nullable Thread asker;
    private boolean interrupted;
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
    synchronized Duration remaining() {
        return asked ? Duration.ZERO : Duration.ofNanos(Math.max(0, askNanos - System.nanoTime()));
    }

    /** A connection, if there is one in time. */
    Connection connect(DataSource source) throws SQLException {
        synchronized (this) {
            failIfAsked();
            waiting = Thread.currentThread();
        }
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw stopWaiting()
                    ? new SQLTimeoutException(
                            "no connection in the attempt's time: a shorter connection timeout would tell why", e)
                    : e;
        } finally {
            stopWaiting();
        }
    }

    /** Returns whether it was interrupted. */
    private synchronized boolean stopWaiting() {
        waiting = null;
        boolean was = interrupted;
        if (was) {
            interrupted = false;
            Thread.interrupted(); // it was meant for the wait
        }
        return was;
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
        if (waiting != null) {
            interrupted = true;
            waiting.interrupt();
        }
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
        if (!closed && connection != null) {
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

    /** Lets the connection go: nothing that is not under way yet reaches it after this. */
    @Override
    public void close() {
        Thread waitFor;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            cancel = null;
            stop(asking);
            stop(cutting);
            waitFor = cut ? null : asker;
        }
        if (!hasEnded(waitFor)) {
            synchronized (this) {
                cut = true;
            }
        }
    }

    /** Whether the connection was cut, or a cancel may still hit it: nobody may use it any more. */
    synchronized boolean isCut() {
        return cut;
    }

    private static boolean hasEnded(@Nullable Thread thread) {
        if (thread == null) {
            return true;
        }
        boolean again = Thread.interrupted(); // the batch's cancel interrupts too, and this wait is short
        try {
            thread.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            again = true;
        }
        if (again) {
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
