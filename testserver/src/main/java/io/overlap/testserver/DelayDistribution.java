package io.overlap.testserver;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How long many answers wait: each the same delay, or each its own, drawn from a distribution.
 *
 * <p>What is drawn is a function of a hash alone, that of the seed and of the request's path and query: the same requests meet
 * the same delays, in whatever order they come, from whatever client, on any port and any machine. Immutable.
 *
 * <table>
 *   <caption>How it is written; each DELAY as {@link Delay#parse} reads it</caption>
 *   <tr><td>{@code 100}, {@code 1.5s}</td><td>always this delay</td></tr>
 *   <tr><td>{@code uniform(50,150)}</td><td>any between the two, each as likely</td></tr>
 *   <tr><td>{@code normal(100,20)}</td><td>mean and standard deviation; what would be below 0 is 0</td></tr>
 *   <tr><td>{@code lognormal(p50=90,p99=900)}</td><td>half are at most p50, 99 % at most p99</td></tr>
 *   <tr><td>{@code exp(100)}</td><td>exponential, with this mean</td></tr>
 *   <tr><td>{@code pareto(50,1.5)}</td><td>least delay and shape: a share (50/t)^1.5 is longer than t</td></tr>
 *   <tr><td>{@code mix(10ms:90,1s:10)}</td><td>one of up to 100 delays, each with its weight</td></tr>
 *   <tr><td>{@code trace(FILE)}</td><td>one of the delays in a file, a line each; only by {@link #parseWithFiles}</td></tr>
 * </table>
 *
 * <p>No delay is longer than {@link Delay#MAX}: a heavier tail is cut there.
 */
public final class DelayDistribution {
    private static final double MAX_NANOS = (double) Delay.MAX.toNanos();

    private final String text;
    private final DoubleUnaryOperator nanosAt; // from a share to nanoseconds, not cut yet

    /** @param text that is read back to an equal distribution */
    DelayDistribution(String text, DoubleUnaryOperator nanosAt) {
        this.text = text;
        this.nanosAt = nanosAt;
    }

    /**
     * Reads a distribution, as a request's query may name it: no file is touched.
     *
     * @throws IllegalArgumentException if the text is none; the message, one line, names the text and the form expected
     */
    public static DelayDistribution parse(String text) {
        return new DelayForms(text).read(false);
    }

    /**
     * Reads a distribution, as a command line may name it: also {@code trace(FILE)}, whose file is read now.
     *
     * @throws IllegalArgumentException if the text is none, or the file cannot be read; the message, one line, says why
     */
    public static DelayDistribution parseWithFiles(String text) {
        return new DelayForms(text).read(true);
    }

    /** Always this delay. */
    public static DelayDistribution fixed(Delay delay) {
        double nanos = (double) delay.nanos();
        return new DelayDistribution(delay.toString(), q -> nanos);
    }

    /**
     * The delay of one request.
     *
     * @param pathAndQuery as sent
     */
    public Delay draw(long seed, CharSequence pathAndQuery) {
        return new Delay(nanos(Hash.of(seed, pathAndQuery, 0)));
    }

    /**
     * The delay of one request, in nanoseconds.
     *
     * @param hash 64 well mixed bits
     */
    public long nanos(long hash) {
        // 52 bits and a half: never 0 and never 1, which 53 would be rounded to.
        double share = ((hash >>> 12) + 0.5) * 0x1p-52;
        return (long) Math.rint(cut(nanosAt.applyAsDouble(share)));
    }

    /**
     * Returns the delay in milliseconds that a share of all does not exceed, by the formula.
     *
     * @param share between 0 and 1, both excluded
     */
    public double quantile(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share not between 0 and 1: " + share);
        }
        return cut(nanosAt.applyAsDouble(share)) / 1e6;
    }

    private static double cut(double nanos) {
        return Math.max(0, Math.min(MAX_NANOS, nanos));
    }

    /** Whether the other is written alike, apart from units and the order of a mix. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DelayDistribution that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** A short form that is read back to an equal distribution. */
    @Override
    public String toString() {
        return text;
    }
}
