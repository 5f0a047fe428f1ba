package io.overlap.experiments.delays;

import io.overlap.testserver.Delay;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * A distribution as books have it, written here a second time and from the other end: the server goes from a share to a delay,
 * this from a delay to its share.
 *
 * @param spec as the server is asked for it
 * @param share of all delays that are not longer than so many nanoseconds
 */
record Law(String spec, LongToDoubleFunction share) {
    private static final double Z99 = 2.3263478740408408; // 99 % of the standard normal distribution are below
    private static final double FARTHEST = 9; // more standard deviations are nothing to a double

    static final List<Law> ALL = List.of(
            new Law("uniform(50,150)", nanos -> Math.max(0, Math.min(1, (millis(nanos) - 50) / 100))),
            new Law("normal(100,20)", nanos -> nanos < 0 ? 0 : standardNormal((millis(nanos) - 100) / 20)),
            new Law(
                    "lognormal(p50=90,p99=900)",
                    nanos -> nanos <= 0 ? 0 : standardNormal(Math.log10(millis(nanos) / 90) * Z99)),
            new Law("exp(100)", nanos -> nanos < 0 ? 0 : -Math.expm1(-millis(nanos) / 100)),
            new Law("pareto(50,1.5)", nanos -> millis(nanos) < 50 ? 0 : 1 - Math.pow(50 / millis(nanos), 1.5)),
            new Law("mix(10ms:90,1s:10)", nanos -> millis(nanos) < 10 ? 0 : millis(nanos) < 1_000 ? 0.9 : 1));

    /** {@code uniform} of {@code uniform(50,150)}. */
    String name() {
        return spec.substring(0, spec.indexOf('('));
    }

    /** The least delay, in nanoseconds, whose share is not smaller: by halving, since only shares are known. */
    long quantile(double wanted) {
        long below = -1;
        long reached = Delay.MAX.toNanos(); // longer ones are cut
        while (reached - below > 1) {
            long middle = below + (reached - below) / 2;
            if (share.applyAsDouble(middle) >= wanted) {
                reached = middle;
            } else {
                below = middle;
            }
        }
        return reached;
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /** The series of G. Marsaglia, Evaluating the Normal Distribution, Journal of Statistical Software 11 (2004) 4. */
    static double standardNormal(double z) {
        if (Math.abs(z) > FARTHEST) {
            return z < 0 ? 0 : 1;
        }
        double term = z;
        double sum = z;
        for (int i = 3; Math.abs(term) > Math.abs(sum) * 1e-17; i += 2) {
            term *= z * z / i;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    }
}
