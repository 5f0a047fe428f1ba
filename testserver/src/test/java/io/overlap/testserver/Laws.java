package io.overlap.testserver;

import java.util.function.LongToDoubleFunction;

/** Distribution functions as the books have them: from nanoseconds to the share of delays that are not longer. */
final class Laws {
    private static final double Z99 = 2.3263478740408408;

    private Laws() {}

    static LongToDoubleFunction fixed(double millis) {
        return nanos -> nanos < millis * 1e6 ? 0 : 1;
    }

    static LongToDoubleFunction uniform(double least, double most) {
        return nanos -> Math.max(0, Math.min(1, (nanos / 1e6 - least) / (most - least)));
    }

    /** What would be below 0 is 0. */
    static LongToDoubleFunction normal(double mean, double deviation) {
        return nanos -> nanos < 0 ? 0 : standardNormal((nanos / 1e6 - mean) / deviation);
    }

    static LongToDoubleFunction lognormal(double p50, double p99) {
        return nanos -> nanos <= 0 ? 0 : standardNormal(Math.log(nanos / 1e6 / p50) * Z99 / Math.log(p99 / p50));
    }

    static LongToDoubleFunction exponential(double mean) {
        return nanos -> nanos < 0 ? 0 : 1 - Math.exp(-nanos / 1e6 / mean);
    }

    static LongToDoubleFunction pareto(double least, double shape) {
        return nanos -> nanos < least * 1e6 ? 0 : 1 - Math.pow(least * 1e6 / nanos, shape);
    }

    /** One of two. */
    static LongToDoubleFunction mix(double shorter, double share, double longer) {
        return nanos -> nanos < shorter * 1e6 ? 0 : nanos < longer * 1e6 ? share : 1;
    }

    /** The series of G. Marsaglia, Evaluating the Normal Distribution, Journal of Statistical Software 11 (2004) 4. */
    static double standardNormal(double z) {
        if (Math.abs(z) > 9) {
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
