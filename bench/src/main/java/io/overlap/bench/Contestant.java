package io.overlap.bench;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One way to save items in batches, opened for one trial. */
interface Contestant {
    /**
     * Accepts an item, waiting for room; called by as many threads as there are producers.
     *
     * @param producer from 0
     * @return done when the item is saved; null if this contestant does not tell that of an item
     */
    @Nullable
    Future<?> save(Row row, int producer) throws Exception;

    /** All were accepted: sends what waits for a fuller batch, and where futures do not tell, waits until {@code items} are saved. */
    void finish(long items) throws Exception;

    /** Its threads end; nothing is under way any more. */
    void end() throws Exception;
}
