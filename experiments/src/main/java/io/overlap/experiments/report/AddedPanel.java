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

    private final List<BatcherFile.Load> rows;
    private final GroupedRows<BatcherFile.Load> lines;
    private final List<Double> lingers;
    private final double left;
    private final double right;
    private final Scale scale;

    AddedPanel(List<BatcherFile.Load> rows, double left, double right) {
        this.rows = rows.stream()
                .sorted(Comparator.comparingDouble(BatcherFile.Load::load)
                        .thenComparingDouble(BatcherFile.Load::lingerMillis))
                .toList();
        lines = new GroupedRows<>(this.rows, BatcherFile.Load::load, ROW, APART);
        this.lingers = lingers(rows);
        this.left = left;
        this.right = right;
        double largest = rows.stream()
                .flatMap(row -> Stream.concat(Stream.of(row.p999()), row.trialsP50().stream()))
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        int largestPower = Math.max(1, (int) Math.ceil(Math.log10(largest)));
        scale = Scale.ofPowers(SMALLEST_POWER, largestPower, Numbers::plain, left, right);
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
        return lines.height() + AXIS;
    }

    void draw(Svg svg, double top) {
        double bottom = top + lines.height();
        svg.text(24, top - 34, "Time added to the writer's, by load and linger", "bold");
        svg.text(24, top - 16, "tick: half of the items · large dot: 99 % · small dot: 99.9 %", "small muted");
        svg.text(right + 70, top - 16, "50 %", "small bold end");
        svg.text(right + 150, top - 16, "99 %", "small muted end");
        scale.draw(svg, top, bottom);
        svg.text(right - 100, bottom + 36, "milliseconds, powers of ten", "small muted middle");
        if (rows.stream().anyMatch(AddedPanel::isClaimed)) {
            svg.text(scale.x(CLAIMED), bottom + 36, "claimed of half at 1 %", "small idealtext middle");
        }
        for (int i = 0; i < rows.size(); i++) {
            row(svg, i, top);
        }
    }

    private void row(Svg svg, int index, double top) {
        BatcherFile.Load row = rows.get(index);
        double y = top + lines.middle(index);
        int linger = lingers.indexOf(row.lingerMillis());
        String hue = hue(linger);
        if (linger == 0) {
            svg.text(left - 62, y + 4, Numbers.plain(round(row.load() * 100)) + " %", "bold end");
        }
        svg.text(left - 12, y + 4, Numbers.plain(row.lingerMillis()) + " ms", "small end f" + hue);
        svg.line(
                scale.x(row.p50()),
                y,
                scale.x(row.p999()),
                y,
                "h" + hue,
                "stroke-width=\"2\"",
                "stroke-opacity=\".45\"");
        for (double trial : row.trialsP50()) {
            svg.circle(scale.x(trial), y, 4, "f" + hue, "fill-opacity=\".3\"");
        }
        svg.line(scale.x(row.p50()), y - 8, scale.x(row.p50()), y + 8, "ink");
        svg.circle(scale.x(row.p99()), y, 5, "f" + hue + " rim");
        svg.circle(scale.x(row.p999()), y, 3, "f" + hue + " rim");
        if (isClaimed(row)) {
            svg.line(scale.x(CLAIMED), y - 10, scale.x(CLAIMED), y + 10, "ideal");
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

    static String millis(double millis) {
        return millis < 1 ? Numbers.fixed(millis * 1e3, 0) + " µs" : Numbers.fixed(millis, millis < 10 ? 2 : 1) + " ms";
    }
}
