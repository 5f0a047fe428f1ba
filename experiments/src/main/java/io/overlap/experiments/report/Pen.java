package io.overlap.experiments.report;

/** The data of one SVG path, drawn from left to right. */
final class Pen {
    private final StringBuilder data = new StringBuilder();

    Pen move(double x, double y) {
        data.append('M').append(Svg.n(x)).append(' ').append(Svg.n(y));
        return this;
    }

    Pen across(double x) {
        data.append('H').append(Svg.n(x));
        return this;
    }

    Pen upTo(double y) {
        data.append('V').append(Svg.n(y));
        return this;
    }

    /** A straight line. */
    Pen line(double x, double y) {
        data.append('L').append(Svg.n(x)).append(' ').append(Svg.n(y));
        return this;
    }

    boolean isEmpty() {
        return data.isEmpty();
    }

    @Override
    public String toString() {
        return data.toString();
    }
}
