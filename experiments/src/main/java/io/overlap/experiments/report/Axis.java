package io.overlap.experiments.report;

/** A scale from a start to an end, with a tick at every multiple of a step that people can read. */
public record Axis(double start, double end, double step) {
    private static final double SMALLEST = 1e-9;
    private static final double SMALLEST_SHARE = 0.01;

    /** From 0 to the next half step past a value, with about so many ticks. */
    public static Axis past(double value, int ticks) {
        return between(0, value, ticks);
    }

    /** From a half step at or below one value to a half step at or past the other. */
    static Axis between(double low, double high, int ticks) {
        // A span of nothing would have ticks without end.
        double span = Math.max(high - low, Math.max(high * SMALLEST_SHARE, SMALLEST));
        double step = nice(span / ticks);
        double half = step / 2;
        // A value that is on a half step but for the rounding of doubles stays there.
        double start = Math.floor(low / half + 1e-9) * half;
        double end = Math.ceil(high / half - 1e-9) * half;
        return new Axis(start, end > start ? end : start + step, step);
    }

    /** 1, 2 or 5 times a power of ten, not below a value. */
    private static double nice(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        double digit = value / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }

    public int firstTick() {
        return (int) Math.ceil(start / step - 1e-9);
    }

    public int lastTick() {
        return (int) Math.floor(end / step + 1e-9);
    }

    /** Where a value lies between start, 0, and end, 1. */
    public double share(double value) {
        return (value - start) / (end - start);
    }

    /** The label of a tick, times a factor that changes its unit. */
    public String label(int tick, double factor) {
        double scaled = step * factor;
        int digits = (int) Math.max(0, -Math.floor(Math.log10(scaled) + 1e-9));
        return Numbers.fixed(tick * scaled, digits);
    }
}
