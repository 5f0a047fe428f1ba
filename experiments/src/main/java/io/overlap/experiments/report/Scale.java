package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/** Values from left to right between two edges of a picture. */
final class Scale {
    private final double left;
    private final double right;
    private final DoubleUnaryOperator share; // where a value lies between left, 0, and right, 1
    private final List<Tick> ticks;

    private record Tick(double value, String label) {}

    private Scale(double left, double right, DoubleUnaryOperator share, List<Tick> ticks) {
        this.left = left;
        this.right = right;
        this.share = share;
        this.ticks = ticks;
    }

    /**
     * An even one.
     *
     * @param factor that changes the labels' unit
     */
    static Scale of(Axis axis, double factor, String unit, double left, double right) {
        List<Tick> ticks = new ArrayList<>();
        for (int tick = axis.firstTick(); tick <= axis.lastTick(); tick++) {
            ticks.add(new Tick(tick * axis.step(), axis.label(tick, factor) + unit));
        }
        return new Scale(left, right, axis::share, ticks);
    }

    /** One of powers of ten; what is below the smallest lies on the left edge. */
    static Scale ofPowers(int smallest, int largest, DoubleFunction<String> label, double left, double right) {
        List<Tick> ticks = new ArrayList<>();
        for (int power = smallest; power <= largest; power++) {
            double value = Math.pow(10, power);
            ticks.add(new Tick(value, label.apply(value)));
        }
        double least = Math.pow(10, smallest);
        return new Scale(
                left, right, value -> (Math.log10(Math.max(least, value)) - smallest) / (largest - smallest), ticks);
    }

    double x(double value) {
        return left + share.applyAsDouble(value) * (right - left);
    }

    /** Faint lines through a panel, and below it a line with their labels. */
    void draw(Svg svg, double top, double bottom) {
        Pen grid = new Pen();
        for (Tick tick : ticks) {
            double x = x(tick.value);
            grid.move(x, top).upTo(bottom);
            svg.text(x, bottom + 18, tick.label, "small muted middle");
        }
        svg.path(grid, "grid");
        svg.line(left, bottom, right, bottom, "axis");
    }
}
