package io.overlap.batcher;

/** What became of the items. Owned by the engine's lock. */
final class Counts {
    private long saved;
    private long rejected;
    private long failed;
    private long expired;
    private long unknown;
    private long cancelled;
    private long undrained;
    long taken; // items taken out of the line of arrival
    long batches;
    long items;
    long retries;
    long splits;
    long misfits;
    long late;

    void end(Outcome outcome, int ended) {
        switch (outcome) {
            case SAVED -> saved += ended;
            case REJECTED -> rejected += ended;
            case FAILED -> failed += ended;
            case EXPIRED -> expired += ended;
            case UNKNOWN -> unknown += ended;
            case CANCELLED -> cancelled += ended;
            case UNDRAINED -> undrained += ended;
        }
    }

    long ended() {
        return saved + rejected + failed + expired + unknown + cancelled + undrained;
    }

    Totals totals(int inLine) {
        long accepted = taken + inLine;
        return new Totals(
                accepted, saved, rejected, failed, expired, unknown, cancelled, undrained, accepted - ended());
    }
}
