package io.overlap.experiments.report;

import java.util.List;

/** Items per second over Little's bound, for each duration of the writer; a line at what is claimed. */
final class BoundPanel {
    private static final double CLAIMED = 0.95;
    private static final double ROW = 40;
    private static final double NEAR = 0.9;
    private static final double AXIS = 42;

    private final List<BatcherFile.Bound> rows;
    private final double left;
    private final double right;
    private final Scale scale;

    BoundPanel(List<BatcherFile.Bound> rows, double left, double right) {
        this.rows = rows;
        this.left = left;
        this.right = right;
        double low = CLAIMED;
        double high = 1;
        for (BatcherFile.Bound row : rows) {
            for (double trial : row.trials()) {
                low = Math.min(low, trial);
                high = Math.max(high, trial);
            }
        }
        Axis axis = low > NEAR ? Axis.between(NEAR, high, 5) : Axis.past(high, 5);
        scale = Scale.of(axis, 100, " %", left, right);
    }

    double height() {
        return rows.isEmpty() ? 0 : rows.size() * ROW + AXIS;
    }

    void draw(Svg svg, double top) {
        if (rows.isEmpty()) {
            return;
        }
        double bottom = top + rows.size() * ROW;
        svg.text(24, top - 16, "Items per second, as a share of Little's bound", "bold");
        scale.draw(svg, top, bottom);
        svg.line(scale.x(CLAIMED), top - 4, scale.x(CLAIMED), bottom, "ideal");
        svg.text(scale.x(CLAIMED), bottom + 36, "claimed: 95 %", "small idealtext middle");
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), top + ROW * (i + 0.5));
        }
    }

    private void row(Svg svg, BatcherFile.Bound row, double y) {
        svg.text(left - 12, y + 4, "writer " + Numbers.plain(row.durationMillis()) + " ms", "end");
        double low = scale.x(row.low());
        svg.rect(low, y - 7, Math.max(1, scale.x(row.high()) - low), 14, "f0", "rx=\"3\"", "fill-opacity=\".25\"");
        for (double trial : row.trials()) {
            svg.circle(scale.x(trial), y, 4, "f0", "fill-opacity=\".45\"");
        }
        svg.line(scale.x(row.efficiency()), y - 11, scale.x(row.efficiency()), y + 11, "ink");
        svg.text(right + 8, y + 4, Numbers.percent(row.efficiency()), "bold");
    }
}
