package io.overlap.experiments.report;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Where computing and saving take equally long: each alone, and both by the book's batcher and by ours, as bars. */
final class BalancedPanel {
    private static final double ROW = 34;
    private static final double AXIS = 44;

    private final List<PrimesFile.Row> rows;
    private final double left;
    private final double right;
    private final Scale scale;
    private final double longer;
    private final double sum;

    BalancedPanel(PrimesFile run, double left, double right) {
        rows = Stream.of(PrimesFile.NONE, PrimesFile.SAVING, PrimesFile.BOOK, PrimesFile.OURS)
                .map(run::balanced)
                .filter(Objects::nonNull)
                .toList();
        this.left = left;
        this.right = right;
        longer = run.longer();
        sum = run.sum();
        double most = rows.stream()
                .flatMap(row -> Stream.concat(Stream.of(row.high()), row.trials().stream()))
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        scale = Scale.of(Axis.past(Math.max(most, sum), 6), 1, "", left, right);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    double height() {
        return rows.size() * ROW + AXIS;
    }

    void draw(Svg svg, double top) {
        double bottom = top + rows.size() * ROW;
        PrimesFile.Row first = rows.getFirst();
        svg.text(
                24,
                top - 34,
                "Where both take about equally long: " + Numbers.count(first.items()) + " primes from "
                        + Numbers.count((long) rows.getLast().from()) + " on",
                "bold");
        svg.text(24, top - 16, "bar: median, seconds · dot: each trial", "small muted");
        scale.draw(svg, top, bottom);
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), top + ROW * (i + 0.5));
        }
        if (sum > 0) {
            mark(svg, longer, "the longer", top, bottom);
            mark(svg, sum, "the sum", top, bottom);
        }
    }

    private void row(Svg svg, PrimesFile.Row row, double y) {
        boolean alone = row.variant().equals(PrimesFile.NONE) || row.variant().equals(PrimesFile.SAVING);
        String hue = alone ? "9" : SizesPanel.hue(row.variant());
        svg.text(left - 12, y + 4, PrimesFile.name(row.variant()) + (row.equalWork() ? "" : " !"), "end");
        svg.rect(left, y - 9, scale.x(row.median()) - left, 18, "f" + hue, "fill-opacity=\".55\"");
        for (double trial : row.trials()) {
            svg.circle(scale.x(trial), y, 3.2, "f" + hue + " rim");
        }
        svg.text(right + 12, y + 4, Numbers.seconds(row.median()), "bold");
    }

    private void mark(Svg svg, double seconds, String text, double top, double bottom) {
        svg.line(scale.x(seconds), top - 4, scale.x(seconds), bottom, "ideal");
        svg.text(scale.x(seconds), bottom + 36, text, "small idealtext middle");
    }
}
