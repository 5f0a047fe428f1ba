package io.overlap.batcher;

/**
 * Counts of items since the batcher was built: {@code accepted = saved + rejected + failed + expired + unknown + cancelled +
 * undrained + pending}, at any moment.
 */
public record Totals(
        long accepted,
        long saved,
        long rejected,
        long failed,
        long expired,
        long unknown,
        long cancelled,
        long undrained,
        long pending) {

    /** Items that ended, in whatever way. */
    public long ended() {
        return saved + rejected + failed + expired + unknown + cancelled + undrained;
    }

    /** Whether the counts add up: always. */
    public boolean addUp() {
        return accepted == ended() + pending;
    }
}
