package io.overlap.experiments;

import java.util.Arrays;
import java.util.List;

/**
 * A median and where it lies: between the smallest and largest value under six, else between the order statistics that
 * hold the median with at least 95 % (binomial; Conover, Practical Nonparametric Statistics, 3.2).
 */
public record Interval(double median, double low, double high) {
    private static final int MIN_FOR_ORDER_STATISTICS = 6;
    private static final int MANY = 1_000;
    private static final double TAIL = 0.025;

    public static Interval of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no values");
        }
        Arrays.sort(sorted);
        int n = sorted.length;
        int outside = n < MIN_FOR_ORDER_STATISTICS ? 0 : outside(n);
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return new Interval(median, sorted[outside], sorted[n - 1 - outside]);
    }

    /** How many values may be left out at either end: the largest k with P(Bin(n, 1/2) <= k - 1) <= 2.5 %. */
    private static int outside(int n) {
        if (n > MANY) { // 0.5^n is 0 from 1,075 on; the normal distribution is as good long before
            return (int) (n / 2.0 - 1.96 * Math.sqrt(n) / 2);
        }
        double probability = Math.pow(0.5, n);
        double below = probability;
        int k = 0;
        while (below <= TAIL) {
            k++;
            probability = probability * (n - k + 1) / k;
            below += probability;
        }
        return Math.max(0, k - 1);
    }

    public Interval times(double factor) {
        return new Interval(median * factor, low * factor, high * factor);
    }
}
