package io.overlap.experiments.delays;

import io.overlap.experiments.Experiment;
import io.overlap.experiments.Machine;
import io.overlap.experiments.TrialListener;
import io.overlap.testserver.DelayDistribution;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Question: are the delays that a server draws distributed as their formulas say, and does the same seed draw the same again?
 * Nothing waits: a delay is a function of the request. One run per object.
 */
public final class DelaysExperiment implements Experiment {
    private final DelaysOptions options;
    private final TrialListener listener;
    private volatile boolean stopped;

    public DelaysExperiment(DelaysOptions options, TrialListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /** Draws all distributions, or those that are drawn before a {@link #stop}. */
    @Override
    public DelaysRun run() {
        Machine.Before before = Machine.before();
        List<DelaysRow> rows = new ArrayList<>();
        for (Law law : Law.ALL) {
            listener.trialStarted(law.name(), rows.size() + 1, Law.ALL.size());
            DelaysRow row = row(law);
            if (row == null) {
                break;
            }
            rows.add(row);
            listener.trialEnded(law.name(), row.draws(), 0, 0);
        }
        return DelaysRun.of(options, before.after(null, 0), rows, stopped);
    }

    /** Null if stopped before its end. */
    private @Nullable DelaysRow row(Law law) {
        long[] draws = new long[options.draws()];
        DelayDistribution distribution = DelayDistribution.parse(law.spec());
        for (int i = 0; i < draws.length && !stopped; i++) {
            draws[i] = draw(distribution, law, i);
        }
        // Read anew, and from the last request to the first.
        DelayDistribution again = DelayDistribution.parse(law.spec());
        int differed = 0;
        for (int i = draws.length - 1; i >= 0 && !stopped; i--) {
            differed += draw(again, law, i) == draws[i] ? 0 : 1;
        }
        return stopped ? null : DelaysRow.of(law, draws, differed, sha256(draws));
    }

    private long draw(DelayDistribution distribution, Law law, int i) {
        return distribution
                .draw(options.seed(), "/add?name=u" + i + "&delay=" + law.spec())
                .nanos();
    }

    private static String sha256(long[] draws) {
        ByteBuffer bytes = ByteBuffer.allocate(draws.length * Long.BYTES);
        bytes.asLongBuffer().put(draws);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("SHA-256", e);
        }
    }

    /** Ends the run now; the distribution under way is not counted. */
    @Override
    public void stop() {
        stopped = true;
    }
}
