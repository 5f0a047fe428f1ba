package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How much longer a program takes that saves, by cost of its work and way of saving; the book's figures as marks. */
final class WorkloadFigure {
    static final String NAME = "workload.svg";

    private static final int WIDTH = 900;
    private static final double LEFT = 190;
    private static final double RIGHT = 700;
    private static final double TOP = 112;
    private static final double ROW = 27;
    private static final double APART = 14;
    private static final double CLAIMED = 0.01;
    private static final int CLAIMED_COST = 10;

    private final WorkloadFile run;
    private final List<WorkloadFile.Row> rows;
    private final GroupedRows<WorkloadFile.Row> lines;
    private final Scale scale;

    WorkloadFigure(WorkloadFile run) {
        this.run = run;
        rows = run.costs().stream().flatMap(cost -> run.saving(cost).stream()).toList();
        lines = new GroupedRows<>(rows, WorkloadFile.Row::cost, ROW, APART);
        double low = 0;
        double high = CLAIMED;
        for (WorkloadFile.Row row : rows) {
            if (!isBeyond(row)) {
                for (double share : shares(row)) {
                    low = Math.min(low, share);
                    high = Math.max(high, share);
                }
            }
        }
        scale = Scale.of(Axis.between(low, high, 6), 100, "", LEFT, RIGHT);
    }

    static boolean isEmpty(WorkloadFile run) {
        return run.rows().stream().allMatch(row -> row.overhead() == null);
    }

    /** One by one takes times as long: an arrow, or the others could not be told apart. */
    private static boolean isBeyond(WorkloadFile.Row row) {
        return row.variant().equals(WorkloadFile.SERIAL);
    }

    private List<Double> shares(WorkloadFile.Row row) {
        WorkloadFile.Overhead overhead = Objects.requireNonNull(row.overhead());
        List<Double> shares = new ArrayList<>(List.of(overhead.low(), overhead.median(), overhead.high()));
        shares.addAll(run.overheads(row));
        Stream.ofNullable(row.book()).forEach(shares::add);
        return shares;
    }

    private String title() {
        List<WorkloadFile.Row> ours = new ArrayList<>();
        for (int cost : run.costs()) {
            WorkloadFile.Row row = run.find(cost, WorkloadFile.OURS);
            if (row != null && row.overhead() != null) {
                ours.add(row);
            }
        }
        if (ours.isEmpty()) {
            return "What saving adds to heavy computing";
        }
        ours.sort(Comparator.comparingDouble(
                row -> Objects.requireNonNull(row.overhead()).median()));
        String least = added(ours.getFirst());
        return "Saving beside the computing adds "
                + (ours.size() == 1 ? least : least + " to " + added(ours.getLast()));
    }

    private static String added(WorkloadFile.Row row) {
        return WorkloadPage.percent(Objects.requireNonNull(row.overhead()).median()) + " at cost " + row.cost();
    }

    String alt() {
        return "How much longer heavy computing takes with each way of saving its results: " + title();
    }

    String draw() {
        double bottom = TOP + lines.height();
        Svg svg = new Svg(WIDTH, (int) bottom + 62, title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(
                24,
                57,
                "tick: median of the rounds · pale dot: each round · hollow: the book's"
                        + (run.claims().isEmpty() ? "" : " · green: claimed, 1 %"),
                "muted");
        scale.draw(svg, TOP - 12, bottom);
        svg.line(scale.x(0), TOP - 12, scale.x(0), bottom, "axis");
        svg.text((LEFT + RIGHT) / 2, bottom + 40, "percent longer than without saving", "small muted middle");
        svg.text(RIGHT + 80, TOP - 18, "longer", "small bold end");
        svg.text(RIGHT + 160, TOP - 18, "the book's", "small muted end");
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), i);
        }
        return svg.toString();
    }

    private void row(Svg svg, WorkloadFile.Row row, int index) {
        double y = TOP + lines.middle(index);
        WorkloadFile.Overhead overhead = Objects.requireNonNull(row.overhead());
        boolean ours = row.variant().equals(WorkloadFile.OURS);
        String hue = ours ? "0" : "1";
        if (lines.begins(index)) {
            svg.text(24, y + 4, "cost " + row.cost(), "bold");
        }
        String mark = (row.scaled() ? "*" : "") + (row.equalWork() ? "" : " !");
        svg.text(LEFT - 14, y + 4, row.name() + mark, ours ? "bold end" : "end");
        if (isBeyond(row)) {
            svg.text(RIGHT, y + 4, "→", "end");
        } else {
            interval(svg, row, overhead, y, hue);
            if (ours && row.cost() >= CLAIMED_COST && !run.claims().isEmpty()) {
                svg.line(scale.x(CLAIMED), y - 11, scale.x(CLAIMED), y + 11, "ideal");
            }
        }
        svg.text(RIGHT + 80, y + 4, WorkloadPage.percent(overhead.median()), "small bold end");
        Double book = row.book();
        svg.text(RIGHT + 160, y + 4, book == null ? "–" : WorkloadPage.percent(book), "small muted end");
    }

    private void interval(Svg svg, WorkloadFile.Row row, WorkloadFile.Overhead overhead, double y, String hue) {
        double low = scale.x(overhead.low());
        svg.rect(
                low,
                y - 6,
                Math.max(1, scale.x(overhead.high()) - low),
                12,
                "f" + hue,
                "rx=\"3\"",
                "fill-opacity=\".22\"");
        for (double trial : run.overheads(row)) {
            svg.circle(scale.x(trial), y, 3.4, "f" + hue, "fill-opacity=\".45\"");
        }
        svg.line(scale.x(overhead.median()), y - 9, scale.x(overhead.median()), y + 9, "ink");
        Double book = row.book();
        if (book != null) {
            svg.circle(scale.x(book), y, 4.2, "axis");
        }
    }
}
