package io.overlap.experiments.report;

import java.util.List;

/** How late answers were: a range from the median to the maximum for each way of asking, on a scale of powers of ten. */
final class LatenessFigure {
    static final String NAME = "lateness.svg";

    private static final int WIDTH = 880;
    private static final double TOP = 116;
    private static final double ROW = 34;
    private static final double APART = 18;
    private static final double LABELS = 150;
    private static final double LEFT = 166;
    private static final double RIGHT = 640;
    private static final double P99 = 720;
    private static final double MAX = 816;
    private static final int SMALLEST_POWER = -2; // the server counts in microseconds, and few answers are that exact

    private final List<LatenessFile.Row> rows;
    private final GroupedRows<LatenessFile.Row> lines;
    private final Scale scale;

    /**
     * @param rows those that have a lateness, in the order they are drawn
     */
    LatenessFigure(List<LatenessFile.Row> rows) {
        this.rows = List.copyOf(rows);
        lines = new GroupedRows<>(this.rows, LatenessFile.Row::connections, ROW, APART);
        double largest = rows.stream().mapToDouble(LatenessFile.Row::max).max().orElse(1);
        int largestPower = Math.max(1, (int) Math.ceil(Math.log10(largest)));
        scale = Scale.ofPowers(SMALLEST_POWER, largestPower, Numbers::plain, LEFT, RIGHT);
    }

    private String title() {
        List<LatenessFile.Row> paced =
                rows.stream().filter(row -> row.mode().equals("paced")).toList();
        if (paced.isEmpty()) {
            return "How late answers begin";
        }
        LatenessFile.Row first = paced.getFirst();
        LatenessFile.Row last = paced.getLast();
        String least = "Paced, 99 % are within " + millis(first.p99()) + " with " + Numbers.count(first.connections());
        return paced.size() == 1
                ? least + " connections"
                : least + " connections, " + millis(last.p99()) + " with " + Numbers.count(last.connections());
    }

    String alt() {
        return "Lateness of the delay server's answers by connections and way of asking: " + title();
    }

    String draw() {
        double bottom = TOP + lines.height();
        Svg svg = new Svg(WIDTH, (int) bottom + 70, title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(
                24,
                57,
                "tick: half of the answers · large dot: 99 %, pale in each trial · small dot: 99.9 % · end: the latest of all",
                "muted");
        scale.draw(svg, TOP - 12, bottom);
        svg.text((LEFT + RIGHT) / 2, bottom + 40, "milliseconds later than asked, powers of ten", "small muted middle");
        svg.text(P99, TOP - 18, "99 %", "bold end");
        svg.text(MAX, TOP - 18, "latest", "muted end");
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), i);
        }
        return svg.toString();
    }

    private void row(Svg svg, LatenessFile.Row row, int index) {
        double y = TOP + lines.middle(index);
        String hue = row.mode().equals("paced") ? "0" : "1";
        svg.text(LABELS, y + 4, Numbers.count(row.connections()) + " " + row.mode(), "bold end");
        svg.line(
                scale.x(row.p50()),
                y,
                scale.x(row.max()),
                y,
                "h" + hue,
                "stroke-width=\"2\"",
                "stroke-opacity=\".45\"");
        for (double trial : row.trialsP99()) {
            svg.circle(scale.x(trial), y, 4, "f" + hue, "fill-opacity=\".3\"");
        }
        svg.line(scale.x(row.p50()), y - 8, scale.x(row.p50()), y + 8, "ink");
        svg.circle(scale.x(row.p99()), y, 5, "f" + hue + " rim");
        svg.circle(scale.x(row.p999()), y, 3, "f" + hue + " rim");
        svg.line(scale.x(row.max()), y - 5, scale.x(row.max()), y + 5, "h" + hue, "stroke-width=\"2\"");
        svg.text(P99, y + 4, millis(row.p99()), "bold end");
        svg.text(MAX, y + 4, millis(row.max()), "muted end");
    }

    static String millis(double millis) {
        return Numbers.fixed(millis, millis < 10 ? 2 : 1) + " ms";
    }
}
