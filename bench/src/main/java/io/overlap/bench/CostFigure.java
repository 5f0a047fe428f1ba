package io.overlap.bench;

import io.overlap.experiments.report.Axis;
import io.overlap.experiments.report.Svg;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Bars of nanoseconds for an item, two for each contestant, and the two bounds as lines. */
final class CostFigure {
    static final String NAME = "cost.svg";

    private static final int WIDTH = 880;
    private static final double LEFT = 230;
    private static final double RIGHT = 660;
    private static final double TOP = 112;
    private static final double ROW = 50;
    private static final double BAR = 16;
    private static final int TICKS = 6;
    private static final double[] BOUNDS = {60, 100};
    private static final double MOST = 400; // what costs more is cut, so that the others can be told apart

    private final List<Group> groups;
    private final Axis axis;

    /** The rows of one contestant, by number of producers. */
    private record Group(Candidate candidate, List<CostRow> rows) {
        double best() {
            return rows.getFirst().nanos().median();
        }
    }

    CostFigure(List<CostRow> rows) {
        groups = rows.stream().collect(Collectors.groupingBy(row -> row.cell().candidate())).entrySet().stream()
                .map(entry -> new Group(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(Group::best))
                .toList();
        double most = rows.stream()
                .flatMap(row -> row.trials().stream())
                .mapToDouble(Trial.Cost::nanos)
                .max()
                .orElse(MOST);
        axis = Axis.past(Math.max(BOUNDS[1] * 1.2, Math.min(most, MOST)), TICKS);
    }

    String draw() {
        double bottom = TOP + ROW * groups.size();
        String title = "What an item costs on its way through a batcher";
        Svg svg = new Svg(WIDTH, (int) bottom + 62, title, description());
        svg.text(24, 34, title, "title");
        svg.text(
                24,
                57,
                "upper bar: one producer · lower bar: four · dot: a trial · bar: the median, in nanoseconds",
                "muted");
        svg.text(RIGHT + 76, TOP - 12, "ns", "bold end").text(RIGHT + 196, TOP - 12, "bytes allocated", "bold end");
        for (int tick = axis.firstTick(); tick <= axis.lastTick(); tick++) {
            double x = x(tick * axis.step());
            svg.line(x, TOP, x, bottom, "grid");
            svg.text(x, bottom + 18, axis.label(tick, 1), "small muted middle");
        }
        for (int i = 0; i < groups.size(); i++) {
            draw(svg, groups.get(i), TOP + ROW * i + ROW / 2);
        }
        for (int i = 0; i < BOUNDS.length; i++) {
            svg.line(x(BOUNDS[i]), TOP - 4, x(BOUNDS[i]), bottom, "ideal");
            svg.text(
                    x(BOUNDS[i]),
                    TOP - 12,
                    (i == 0 ? "one: " : "four: ") + (int) BOUNDS[i],
                    i == 0 ? "small idealtext end" : "small idealtext");
        }
        svg.line(LEFT, bottom, RIGHT, bottom, "axis");
        svg.text(
                24,
                bottom + 46,
                "* Has no future of an item. The hand-made queues have no byte bound, deadline, count or close. "
                        + "Green: our bounds.",
                "small muted");
        return svg.toString();
    }

    private void draw(Svg svg, Group group, double middle) {
        Candidate who = group.candidate();
        svg.text(
                LEFT - 14, middle + 4, who.label + (who.tellsOfItems() ? "" : " *"), who.isOurs() ? "bold end" : "end");
        for (int i = 0; i < group.rows().size(); i++) {
            CostRow row = group.rows().get(i);
            double top = middle - BAR - 1 + i * (BAR + 2);
            double median = row.nanos().median();
            String hue = who.isOurs() ? "f0" : "f9";
            svg.rect(LEFT, top, x(median) - LEFT, BAR, hue, "fill-opacity=\"" + (i == 0 ? ".85" : ".5") + '"');
            for (Trial.Cost trial : row.trials()) {
                if (trial.nanos() <= axis.end()) {
                    svg.circle(x(trial.nanos()), top + BAR / 2, 2.4, "inkfill rim");
                }
            }
            svg.text(RIGHT + 76, top + BAR - 4, (median > axis.end() ? "→ " : "") + rounded(median), "end");
            svg.text(RIGHT + 196, top + BAR - 4, rounded(row.median(Trial.Cost::bytes)), "muted end");
        }
    }

    private double x(double nanos) {
        return LEFT + axis.share(Math.min(nanos, axis.end())) * (RIGHT - LEFT);
    }

    private String description() {
        return groups.stream()
                .map(group -> group.candidate().label + " "
                        + group.rows().stream()
                                .map(row -> rounded(row.nanos().median()))
                                .collect(Collectors.joining(" and ")))
                .collect(Collectors.joining("; ", "Nanoseconds for an item with one and with four producers: ", "."));
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }
}
