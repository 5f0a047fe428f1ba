package io.overlap.bench;

import io.overlap.experiments.batcher.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A released batcher, as it is set up for a case of {@link PeerChaos}. */
interface ChaosPeer {
    int BATCH = 10;

    String name();

    String version();

    /** Why it cannot meet this fault: it has no such thing. Null if it can. */
    @Nullable
    String lacks(Fault fault);

    /** What a reader must know of this case; empty if nothing. */
    default String remark(Fault fault) {
        return "";
    }

    boolean hasFutures();

    Session open(Setup setup, ChaosService service, Outcomes outcomes);

    /**
     * How it is to be set up, as far as it can be.
     *
     * @param room most items accepted and not ended
     */
    record Setup(int room, Duration linger, int inFlight) {}

    /** Hears what became of an item, on the thread on which the peer tells it. */
    interface Outcomes {
        void told(int item, boolean saved);
    }

    /** An open batcher. Each method may wait as long as the peer does. */
    interface Session {
        /** Accepts an item; throws if it does not. Its outcome is told later. */
        void save(int item) throws Exception;

        void flush() throws Exception;

        void close() throws Exception;
    }
}
