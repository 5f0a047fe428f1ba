package io.overlap.experiments.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Ranges under each other on one scale: a dot per trial, a tick at the median, a band; what lies beyond is an arrow. */
final class RangePanel {
    private static final double DOT = 3.6;
    private static final int TICKS = 5;
    private static final double NEAR = 0.5;

    private final double left;
    private final double right;
    private final double top;
    private final double bottom;
    private final Axis axis;
    private final Scale scale;
    private final double beyond;
    private final @Nullable Double ideal;

    private RangePanel(
            double left, double right, double top, double bottom, Axis axis, double beyond, @Nullable Double ideal) {
        this.left = left;
        this.right = right;
        this.top = top;
        this.bottom = bottom;
        this.axis = axis;
        scale = Scale.of(axis, 1, "", left, right);
        this.beyond = beyond;
        this.ideal = ideal;
    }

    /**
     * @param beyond a range whose median is larger is an arrow
     * @param ideal a mark on each range; the scale then need not begin at 0
     */
    static RangePanel of(
            List<Range> ranges,
            double beyond,
            @Nullable Double ideal,
            double left,
            double right,
            double top,
            double bottom) {
        double high = ideal == null ? 0 : ideal;
        double low = ideal == null ? Double.MAX_VALUE : ideal;
        for (Range range : ranges) {
            if (range.median() <= beyond) {
                high = Math.max(high, range.largest());
                low = Math.min(low, range.smallest());
            }
        }
        boolean farFromZero = ideal != null && low > high * NEAR;
        Axis axis = farFromZero ? Axis.between(low - (high - low) * 0.08, high, TICKS) : Axis.past(high, TICKS);
        return new RangePanel(left, right, top, bottom, axis, beyond, ideal);
    }

    boolean hasArrow(List<Range> ranges) {
        return ranges.stream().anyMatch(this::isArrow);
    }

    private boolean isArrow(Range range) {
        return range.median() > beyond;
    }

    boolean beginsAtZero() {
        return axis.start() == 0;
    }

    void draw(Svg svg, List<Range> ranges, String heading, ToDoubleFunction<Run.Row> y) {
        svg.text(left, top - 30, heading, "bold");
        scale.draw(svg, top, bottom);
        for (Range range : ranges) {
            double middle = y.applyAsDouble(range.row());
            if (ideal != null) {
                svg.line(scale.x(ideal), middle - 17, scale.x(ideal), middle + 17, "ideal");
            }
            if (isArrow(range)) {
                arrow(svg, range, middle);
            } else {
                range(svg, range, middle);
            }
        }
        if (ideal != null) {
            svg.text(scale.x(ideal), top - 8, "ideal " + Numbers.seconds(ideal), "small idealtext middle");
        }
    }

    private void arrow(Svg svg, Range range, double y) {
        svg.text(right, y + 4, range.label() + " →", range.row().equalWork() ? "bold end" : "muted end");
    }

    private void range(Svg svg, Range range, double y) {
        boolean equal = range.row().equalWork();
        double low = scale.x(range.low());
        svg.rect(
                low,
                y - 7,
                Math.max(1, scale.x(range.high()) - low),
                14,
                equal ? "f0" : "f9",
                "rx=\"3\"",
                "fill-opacity=\".25\"");
        for (int i = 0; i < range.trials().size(); i++) {
            // Beside each other upwards and downwards in turn, so that equal values can be told apart.
            double offset = (i % 3 - 1) * 3.5;
            svg.circle(scale.x(range.trials().get(i)), y + offset, DOT, equal ? "f0 rim" : "f9 rim");
        }
        svg.line(scale.x(range.median()), y - 11, scale.x(range.median()), y + 11, equal ? "ink" : "axis");
        svg.text(right + 10, y + 4, range.label(), equal ? "bold" : "muted");
    }
}
