package io.overlap.experiments.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the batcher added to an item's time, by load and linger: a range from the median to 99.9 %, on powers of ten. */
final class AddedPanel {
    private static final double ROW = 23;
    private static final double APART = 8;
    private static final double AXIS = 42;
    private static final double CLAIMED = 0.1;
    private static final int SMALLEST_POWER = -3;
    private static final double SMALLEST = 0.001;

    private final List<BatcherFile.Load> rows;
    private final List<Double> lingers;
    private final double left;
    private final double right;
    private final int largestPower;

    AddedPanel(List<BatcherFile.Load> rows, double left, double right) {
        this.rows = rows.stream()
                .sorted(Comparator.comparingDouble(BatcherFile.Load::load)
                        .thenComparingDouble(BatcherFile.Load::lingerMillis))
                .toList();
        this.lingers = lingers(rows);
        this.left = left;
        this.right = right;
        double largest = rows.stream()
                .flatMap(row -> Stream.concat(Stream.of(row.p999()), row.trialsP50().stream()))
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        largestPower = Math.max(1, (int) Math.ceil(Math.log10(largest)));
    }

    static List<Double> lingers(List<BatcherFile.Load> rows) {
        return rows.stream()
                .map(BatcherFile.Load::lingerMillis)
                .distinct()
                .sorted()
                .toList();
    }

    static String hue(int linger) {
        return Integer.toString(linger % Svg.HUES.length);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    double height() {
        return y(rows.size() - 1) + ROW / 2 + AXIS;
    }

    void draw(Svg svg, double top) {
        double bottom = top + y(rows.size() - 1) + ROW / 2;
        svg.text(24, top - 34, "Time added to the writer's, by load and linger", "bold");
        svg.text(24, top - 16, "tick: half of the items · large dot: 99 % · small dot: 99.9 %", "small muted");
        svg.text(right + 70, top - 16, "50 %", "small bold end");
        svg.text(right + 150, top - 16, "99 %", "small muted end");
        Pen grid = new Pen();
        for (int power = SMALLEST_POWER; power <= largestPower; power++) {
            double x = x(Math.pow(10, power));
            grid.move(x, top).upTo(bottom);
            svg.text(x, bottom + 18, Numbers.plain(Math.pow(10, power)), "small muted middle");
        }
        svg.path(grid, "grid");
        svg.line(left, bottom, right, bottom, "axis");
        svg.text(right - 100, bottom + 36, "milliseconds, powers of ten", "small muted middle");
        if (rows.stream().anyMatch(AddedPanel::isClaimed)) {
            svg.text(x(CLAIMED), bottom + 36, "claimed of half at 1 %", "small idealtext middle");
        }
        for (int i = 0; i < rows.size(); i++) {
            row(svg, i, top);
        }
    }

    private void row(Svg svg, int index, double top) {
        BatcherFile.Load row = rows.get(index);
        double y = top + y(index);
        int linger = lingers.indexOf(row.lingerMillis());
        String hue = hue(linger);
        if (linger == 0) {
            svg.text(left - 62, y + 4, Numbers.plain(round(row.load() * 100)) + " %", "bold end");
        }
        svg.text(left - 12, y + 4, Numbers.plain(row.lingerMillis()) + " ms", "small end f" + hue);
        svg.line(x(row.p50()), y, x(row.p999()), y, "h" + hue, "stroke-width=\"2\"", "stroke-opacity=\".45\"");
        for (double trial : row.trialsP50()) {
            svg.circle(x(trial), y, 4, "f" + hue, "fill-opacity=\".3\"");
        }
        svg.line(x(row.p50()), y - 8, x(row.p50()), y + 8, "ink");
        svg.circle(x(row.p99()), y, 5, "f" + hue + " rim");
        svg.circle(x(row.p999()), y, 3, "f" + hue + " rim");
        if (isClaimed(row)) {
            svg.line(x(CLAIMED), y - 10, x(CLAIMED), y + 10, "ideal");
        }
        svg.text(right + 70, y + 4, millis(row.p50()), "small bold end");
        svg.text(right + 150, y + 4, millis(row.p99()), "small muted end");
    }

    private static boolean isClaimed(BatcherFile.Load row) {
        return row.load() == 0.01 && row.lingerMillis() == 0;
    }

    private static double round(double percent) {
        return Math.round(percent * 100) / 100.0;
    }

    /** Below the panel's top; the lingers of one load stand together. */
    private double y(int index) {
        int groups = 0;
        for (int i = 1; i <= index; i++) {
            groups += rows.get(i).load() == rows.get(i - 1).load() ? 0 : 1;
        }
        return ROW * (index + 0.5) + APART * groups;
    }

    private double x(double millis) {
        double power = Math.log10(Math.max(SMALLEST, millis));
        return left + (power - SMALLEST_POWER) / (largestPower - SMALLEST_POWER) * (right - left);
    }

    static String millis(double millis) {
        return millis < 1 ? Numbers.fixed(millis * 1e3, 0) + " µs" : Numbers.fixed(millis, millis < 10 ? 2 : 1) + " ms";
    }
}
