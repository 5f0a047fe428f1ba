package io.overlap.testserver;

import java.util.function.DoubleUnaryOperator;

/**
 * Inverse distribution functions: from a share between 0 and 1, both excluded, to the value that this share does not exceed.
 * By {@link StrictMath}, so that every machine computes the same bits.
 */
final class Quantiles {
    private static final double Z99 = NormalQuantile.of(0.99);

    private Quantiles() {}

    static DoubleUnaryOperator uniform(double least, double most) {
        return q -> least + q * (most - least);
    }

    static DoubleUnaryOperator normal(double mean, double deviation) {
        return q -> mean + deviation * NormalQuantile.of(q);
    }

    static DoubleUnaryOperator lognormal(double p50, double p99) {
        double sigma = StrictMath.log(p99 / p50) / Z99;
        return q -> p50 * StrictMath.exp(sigma * NormalQuantile.of(q));
    }

    static DoubleUnaryOperator exponential(double mean) {
        return q -> -mean * StrictMath.log1p(-q);
    }

    static DoubleUnaryOperator pareto(double least, double shape) {
        return q -> least * StrictMath.pow(1 - q, -1 / shape);
    }

    /** Of values in ascending order, each with its weight. */
    static DoubleUnaryOperator mix(double[] values, double[] weights) {
        int last = values.length - 1;
        double[] reached = weights.clone();
        for (int i = 1; i <= last; i++) {
            reached[i] += reached[i - 1];
        }
        return q -> {
            double wanted = q * reached[last];
            int i = 0;
            while (i < last && reached[i] < wanted) {
                i++;
            }
            return values[i];
        };
    }

    /** Of values in ascending order, each as likely as the others. */
    static DoubleUnaryOperator sample(double[] values) {
        return q -> values[(int) Math.ceil(q * values.length) - 1];
    }
}
