package io.overlap.experiments.report;

/** Time from left to right between two edges of a picture, shared by the panels above each other. */
final class TimeAxis {
    private static final int TICKS = 7;
    private static final double TIMES_FASTEST = 3;

    private final Axis axis;
    private final double left;
    private final double right;

    TimeAxis(Axis axis, double left, double right) {
        this.axis = axis;
        this.left = left;
        this.right = right;
    }

    /**
     * One axis for all: past the slowest of those that take at most three times as long as the fastest. A slower one is
     * cut, for beside it the others could not be told apart.
     */
    static Axis forAll(double... seconds) {
        return Axis.past(slowestShown(seconds), TICKS);
    }

    static double slowestShown(double... values) {
        double fastest = Double.MAX_VALUE;
        for (double value : values) {
            fastest = Math.min(fastest, value);
        }
        double slowest = fastest;
        for (double value : values) {
            slowest = value <= TIMES_FASTEST * fastest ? Math.max(slowest, value) : slowest;
        }
        return slowest;
    }

    double end() {
        return axis.end();
    }

    double right() {
        return right;
    }

    /** Where a moment lies; one past the end lies on the edge. */
    double x(double seconds) {
        return left + Math.min(1, axis.share(seconds)) * (right - left);
    }

    double x(long nanos) {
        return x(nanos / 1e9);
    }

    /** Faint lines through a panel. */
    void grid(Svg svg, double top, double bottom) {
        Pen pen = new Pen();
        for (int tick = axis.firstTick(); tick <= axis.lastTick(); tick++) {
            pen.move(x(tick * axis.step()), top).upTo(bottom);
        }
        svg.path(pen, "grid");
    }

    /** Labels and what they are, under the lowest panel. */
    void labels(Svg svg, double y, String of) {
        boolean millis = axis.end() < 0.1;
        for (int tick = axis.firstTick(); tick <= axis.lastTick(); tick++) {
            String label = axis.label(tick, millis ? 1e3 : 1);
            svg.text(x(tick * axis.step()), y, label, "small muted middle");
        }
        svg.text((left + right) / 2, y + 19, (millis ? "milliseconds " : "seconds ") + of, "small muted middle");
    }
}
