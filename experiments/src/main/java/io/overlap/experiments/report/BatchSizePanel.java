package io.overlap.experiments.report;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The mean batch against the load, a line for each linger. */
final class BatchSizePanel {
    private static final double HEIGHT = 120;
    private static final double AXIS = 42;
    private static final int TICKS = 4;

    private final BatcherFile run;
    private final double left;
    private final double right;
    private final Axis axis;

    BatchSizePanel(BatcherFile run, double left, double right) {
        this.run = run;
        this.left = left;
        this.right = right;
        axis = Axis.past(run.batchItems(), TICKS);
    }

    double height() {
        return run.loads().isEmpty() ? 0 : HEIGHT + AXIS;
    }

    void draw(Svg svg, double top) {
        if (run.loads().isEmpty()) {
            return;
        }
        double bottom = top + HEIGHT;
        svg.text(left - 34, top - 16, "Mean batch against load: load makes batches grow", "bold");
        Pen grid = new Pen();
        for (int tick = axis.firstTick(); tick <= axis.lastTick(); tick++) {
            double y = y(tick * axis.step(), bottom);
            grid.move(left, y).across(right);
            svg.text(left - 8, y + 4, axis.label(tick, 1), "small muted end");
        }
        for (int quarter = 0; quarter <= 4; quarter++) {
            svg.text(x(quarter / 4.0), bottom + 18, quarter * 25 + " %", "small muted middle");
        }
        svg.path(grid, "grid");
        svg.text((left + right) / 2, bottom + 36, "load, as a share of the bound", "small muted middle");
        List<Double> lingers = AddedPanel.lingers(run.loads());
        for (int i = 0; i < lingers.size(); i++) {
            line(svg, lingers.get(i), AddedPanel.hue(i), bottom);
        }
    }

    private void line(Svg svg, double linger, String hue, double bottom) {
        List<BatcherFile.Load> rows = run.loads().stream()
                .filter(row -> row.lingerMillis() == linger)
                .sorted(Comparator.comparingDouble(BatcherFile.Load::load))
                .toList();
        Pen pen = new Pen();
        for (BatcherFile.Load row : rows) {
            double x = x(row.load());
            double y = y(row.meanBatch(), bottom);
            if (pen.isEmpty()) {
                pen.move(x, y);
            } else {
                pen.line(x, y);
            }
        }
        svg.path(pen, "h" + hue, "stroke-width=\"2\"");
        for (BatcherFile.Load row : rows) {
            svg.circle(x(row.load()), y(row.meanBatch(), bottom), 4, "f" + hue + " rim");
        }
        // In the middle the lines are farthest from each other, and from the axes.
        BatcherFile.Load middle = Collections.min(rows, Comparator.comparingDouble(row -> Math.abs(row.load() - 0.5)));
        svg.text(
                x(middle.load()) + 10,
                y(middle.meanBatch(), bottom) + 18,
                "linger " + Numbers.plain(linger) + " ms",
                "small f" + hue);
    }

    private double x(double load) {
        return left + load * (right - left);
    }

    private double y(double items, double bottom) {
        return bottom - axis.share(items) * HEIGHT;
    }
}
