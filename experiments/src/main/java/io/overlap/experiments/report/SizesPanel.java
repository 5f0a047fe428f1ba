package io.overlap.experiments.report;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Seconds by size, both on a logarithmic scale: a line for each way of saving, the ideal, and thin the book's own. */
final class SizesPanel {
    static final double HEIGHT = 330;

    private static final double LABEL = 16; // between two
    private static final int SMALLEST_POWER = -2; // less is only computing, which is told in words
    private static final double SMALLEST = 0.01;
    private static final double HEADROOM = 0.1; // of a power
    private static final List<String> DRAWN = List.of(PrimesFile.SERIAL, PrimesFile.BOOK, PrimesFile.OURS);

    private final PrimesFile run;
    private final List<Double> limits;
    private final double left;
    private final double right;
    private final double largestPower;

    SizesPanel(PrimesFile run, double left, double right) {
        this.run = run;
        this.limits = run.limits(PrimesFile.SIZES);
        this.left = left;
        this.right = right;
        double largest = run.part(PrimesFile.SIZES).stream()
                .filter(row -> DRAWN.contains(row.variant()))
                .mapToDouble(row -> Math.max(row.high(), Objects.requireNonNullElse(row.book(), 0.0)))
                .max()
                .orElse(1);
        largestPower = Math.max(SMALLEST_POWER + 1, Math.log10(Math.max(SMALLEST, largest)) + HEADROOM);
    }

    boolean isEmpty() {
        return limits.isEmpty();
    }

    static String hue(String variant) {
        return switch (variant) {
            case PrimesFile.SERIAL -> "1";
            case PrimesFile.BOOK -> "4";
            default -> "0";
        };
    }

    void draw(Svg svg, double top) {
        double bottom = top + HEIGHT;
        svg.text(24, top - 16, "Seconds to find and save all primes below a number", "bold");
        axes(svg, top, bottom);
        LineNames names = new LineNames();
        for (String variant : DRAWN) {
            String hue = hue(variant);
            Double published = line(
                    svg,
                    variant,
                    PrimesFile.Row::book,
                    bottom,
                    "h" + hue,
                    "stroke-width=\"1\"",
                    "stroke-dasharray=\"2 3\"");
            if (published != null) {
                names.add(y(published, bottom), "published: " + Numbers.seconds(published), "small muted");
            }
            Double last = line(svg, variant, PrimesFile.Row::median, bottom, "h" + hue, "stroke-width=\"2\"");
            if (last != null) {
                names.add(
                        y(last, bottom), PrimesFile.name(variant) + " " + Numbers.seconds(last), "small bold f" + hue);
            }
            points(svg, variant, bottom);
        }
        Double ideal = line(svg, PrimesFile.OURS, PrimesFile.Row::ideal, bottom, "ideal");
        if (ideal != null) {
            names.add(y(ideal, bottom) + 1, "ideal " + Numbers.seconds(ideal), "small idealtext");
        }
        names.draw(svg, right + 12, LABEL);
    }

    private void axes(Svg svg, double top, double bottom) {
        Pen grid = new Pen();
        for (int power = SMALLEST_POWER; power <= largestPower; power++) {
            double y = y(Math.pow(10, power), bottom);
            grid.move(left, y).across(right);
            svg.text(left - 10, y + 4, Numbers.plain(Math.pow(10, power)), "small muted end");
        }
        for (double limit : limits) {
            grid.move(x(limit), top).upTo(bottom);
            svg.text(x(limit), bottom + 18, Numbers.count((long) limit), "small muted middle");
        }
        svg.path(grid, "grid");
        svg.line(left, bottom, right, bottom, "axis");
    }

    /** Returns its last value; null if there is none to draw. */
    private @Nullable Double line(
            Svg svg,
            String variant,
            Function<PrimesFile.Row, @Nullable Double> value,
            double bottom,
            String classes,
            String... attributes) {
        Pen pen = new Pen();
        Double last = null;
        for (double limit : limits) {
            PrimesFile.Row row = run.size(limit, variant);
            Double seconds = row == null ? null : value.apply(row);
            if (seconds != null) {
                if (pen.isEmpty()) {
                    pen.move(x(limit), y(seconds, bottom));
                } else {
                    pen.line(x(limit), y(seconds, bottom));
                }
                last = seconds;
            }
        }
        svg.path(pen, classes, attributes);
        return last;
    }

    private void points(Svg svg, String variant, double bottom) {
        for (double limit : limits) {
            PrimesFile.Row row = run.size(limit, variant);
            if (row != null) {
                svg.line(
                        x(limit),
                        y(row.low(), bottom),
                        x(limit),
                        y(row.high(), bottom),
                        "h" + hue(variant),
                        "stroke-width=\"5\"",
                        "stroke-opacity=\".4\"");
                svg.circle(x(limit), y(row.median(), bottom), 3.6, "f" + hue(variant) + " rim");
            }
        }
    }

    private double x(double limit) {
        double first = Math.log(limits.getFirst());
        double last = Math.log(limits.getLast());
        return last == first
                ? (left + right) / 2
                : left + 20 + (Math.log(limit) - first) / (last - first) * (right - left - 30);
    }

    private double y(double seconds, double bottom) {
        double power = Math.log10(Math.max(SMALLEST, seconds));
        return bottom - (power - SMALLEST_POWER) / (largestPower - SMALLEST_POWER) * HEIGHT;
    }
}
