package io.overlap.experiments.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Quantiles as drawn, dots, on the lines of their formulas. Across, how few are longer: each power of ten of 1/(1 - share) takes
 * the same place, so that the tails are seen.
 */
final class DelaysFigure {
    static final String NAME = "delays.svg";

    private static final int WIDTH = 900;
    private static final double LEFT = 84;
    private static final double RIGHT = 640;
    private static final double TOP = 92;
    private static final double BOTTOM = 472;
    private static final double LABEL = 18; // between two
    private static final double LEAST_MILLIS = 1e-3;
    private static final double[] TICKS = {0.01, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999};

    private final DelaysFile run;
    private final double mostTens; // powers of ten across
    private final int lowPower;
    private final int highPower;

    DelaysFigure(DelaysFile run) {
        this.run = run;
        mostTens = Math.max(
                1,
                run.quantiles().stream()
                        .mapToDouble(quantile -> tens(quantile.share()))
                        .max()
                        .orElse(1));
        double[] drawn = run.rows().stream()
                .flatMapToDouble(row -> DoubleStream.concat(
                        row.curve().stream().mapToDouble(DelaysFile.Point::millis),
                        row.quantiles().stream().mapToDouble(DelaysFile.Quantile::measured)))
                .map(millis -> Math.max(LEAST_MILLIS, millis))
                .toArray();
        lowPower = (int) Math.floor(Math.log10(DoubleStream.of(drawn).min().orElse(1)));
        highPower = Math.max(lowPower + 1, (int)
                Math.ceil(Math.log10(DoubleStream.of(drawn).max().orElse(1))));
    }

    private String title() {
        List<DelaysFile.Quantile> all = run.quantiles();
        long beyond = all.stream().filter(quantile -> !quantile.isChance()).count();
        return beyond == 0
                ? "All " + all.size() + " quantiles lie within sampling error of their formulas"
                : "Beyond sampling error: " + beyond + " of " + all.size() + " quantiles";
    }

    String alt() {
        return "Quantiles of drawn delays on the lines of their formulas: " + title();
    }

    String draw() {
        Svg svg = new Svg(WIDTH, (int) BOTTOM + 62, title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(
                24,
                57,
                "line: the formula · dot: " + Numbers.count((long) run.draws())
                        + " draws · pale: where all but one of a million samples are",
                "muted");
        axes(svg);
        LineNames names = new LineNames();
        for (int i = 0; i < run.rows().size(); i++) {
            DelaysFile.Row row = run.rows().get(i);
            String hue = Integer.toString(i % Svg.HUES.length);
            line(svg, row, hue);
            points(svg, row, hue);
            if (!row.quantiles().isEmpty()) {
                DelaysFile.Quantile last = row.quantiles().getLast();
                names.add(y(last.formula()), row.distribution(), "small bold f" + hue);
            }
        }
        names.draw(svg, RIGHT + 12, LABEL);
        return svg.toString();
    }

    private void axes(Svg svg) {
        Pen grid = new Pen();
        for (int power = lowPower; power <= highPower; power++) {
            double y = y(Math.pow(10, power));
            grid.move(LEFT, y).across(RIGHT);
            svg.text(LEFT - 10, y + 4, millis(power) + " ms", "small muted end");
        }
        for (double share : TICKS) {
            if (tens(share) <= mostTens + 1e-9) {
                grid.move(x(share), TOP).upTo(BOTTOM);
                svg.text(
                        x(share),
                        BOTTOM + 18,
                        Numbers.plain(Math.rint(share * 1e5) / 1e3) + " %",
                        "small muted middle");
            }
        }
        svg.path(grid, "grid");
        svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "axis");
        svg.text((LEFT + RIGHT) / 2, BOTTOM + 40, "of all delays are not longer", "small muted middle");
    }

    private static String millis(int power) {
        double millis = Math.pow(10, power);
        return power < 0 ? Numbers.plain(millis) : Numbers.fixed(millis, 0);
    }

    private void line(Svg svg, DelaysFile.Row row, String hue) {
        Pen pen = new Pen();
        for (DelaysFile.Point point : row.curve()) {
            if (tens(point.share()) > mostTens + 1e-9) {
                break;
            }
            if (pen.isEmpty()) {
                pen.move(x(point.share()), y(point.millis()));
            } else {
                pen.line(x(point.share()), y(point.millis()));
            }
        }
        svg.path(pen, "h" + hue, "stroke-width=\"1.5\"");
    }

    private void points(Svg svg, DelaysFile.Row row, String hue) {
        for (DelaysFile.Quantile quantile : row.quantiles()) {
            double x = x(quantile.share());
            svg.line(
                    x,
                    y(quantile.low()),
                    x,
                    y(quantile.high()),
                    "h" + hue,
                    "stroke-width=\"6\"",
                    "stroke-opacity=\".35\"");
            svg.circle(x, y(quantile.measured()), 4, "f" + hue + " rim");
        }
    }

    private static double tens(double share) {
        return -Math.log10(1 - share);
    }

    private double x(double share) {
        return LEFT + tens(share) / mostTens * (RIGHT - LEFT);
    }

    /** What chance allows may lie outside. */
    private double y(double millis) {
        double power = Math.log10(Math.max(LEAST_MILLIS, millis));
        double place = (power - lowPower) / (highPower - lowPower);
        return BOTTOM - Math.max(0, Math.min(1, place)) * (BOTTOM - TOP);
    }
}
