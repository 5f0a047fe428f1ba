package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All trials of all variants: what they took in time, beside the ideal, and in CPU. */
final class VariantsFigure {
    static final String NAME = "variants.svg";

    private static final int WIDTH = 880;
    private static final double TOP = 132;
    private static final double ROW = 42;
    private static final double APART = 26;
    private static final double LABELS = 130;
    private static final double TIME_LEFT = 146;
    private static final double TIME_RIGHT = 480;
    private static final double CPU_LEFT = 580;
    private static final double RIGHT = 784;
    private static final double LINE = 18;
    private static final int LONGEST_LABEL = 16;
    private static final int LONGEST_LIST = 34;

    private final Run run;
    private final List<Run.Row> ranked;
    private final List<Run.Row> unequal;
    private final List<Run.Row> rows = new ArrayList<>();

    VariantsFigure(Run run) {
        this.run = run;
        ranked = run.ranked();
        unequal = run.unequal();
        rows.addAll(ranked);
        rows.addAll(unequal);
    }

    String alt() {
        return "Time" + (cpuKnown() ? " and CPU" : "") + " of every trial, by variant: " + title();
    }

    private boolean cpuKnown() {
        return rows.stream().anyMatch(Run.Row::cpuKnown);
    }

    private String title() {
        if (ranked.isEmpty()) {
            return "no variant did the whole work, so none is ranked";
        }
        List<Run.Row> leaders = run.leaders();
        String least = Numbers.seconds(leaders.getFirst().median());
        String list = Sentences.list(
                leaders.stream().map(row -> shortened(row.label())).toList());
        String names = list.length() > LONGEST_LIST
                ? shortened(leaders.getFirst().label()) + " and " + Numbers.count(leaders.size() - 1) + " others"
                : list;
        String took = leaders.size() > 1
                ? names + " need " + least + " to "
                        + Numbers.seconds(leaders.getLast().median())
                : names + (ranked.size() > 1 ? " is fastest: " : " needs ") + least;
        Double ideal = run.asked().idealSeconds();
        return ideal == null ? took : took + "; the ideal is " + Numbers.seconds(ideal);
    }

    String draw() {
        int n = run.asked().n();
        double bottom = TOP + ROW * rows.size() + (unequal.isEmpty() ? 0 : APART);
        List<Range> times = rows.stream().map(row -> Range.ofSeconds(row, n)).toList();
        List<Range> costs = rows.stream()
                .filter(Run.Row::cpuKnown)
                .map(row -> Range.ofCpu(row, n))
                .toList();
        @Nullable Double ideal = run.asked().idealSeconds();
        double slowest = TimeAxis.slowestShown(medians(times, row -> row.equalWork() || ranked.isEmpty()));
        // A few requests of a scaled row are little beside the JVM that makes them: they would squeeze all others.
        double dearest = Arrays.stream(medians(costs, row -> !row.scaled()))
                .max()
                .orElse(Arrays.stream(medians(costs, row -> true)).max().orElse(0));
        RangePanel time =
                RangePanel.of(times, slowest, ideal, TIME_LEFT, costs.isEmpty() ? RIGHT : TIME_RIGHT, TOP, bottom);
        RangePanel cost = RangePanel.of(costs, dearest, null, CPU_LEFT, RIGHT, TOP, bottom);
        List<String> notes = notes(time, time.hasArrow(times) || cost.hasArrow(costs), costs.isEmpty());
        Svg svg = new Svg(WIDTH, (int) (bottom + 46 + LINE * notes.size()), title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(24, 57, "dot: a trial · upright line: the median · band: " + band(), "muted");
        for (Run.Row row : rows) {
            String mark = row.equalWork() ? row.scaled() ? "*" : "" : " !";
            svg.text(LABELS, y(row) + 4, shortened(row.label()) + mark, row.equalWork() ? "bold end" : "muted end");
        }
        if (!unequal.isEmpty()) {
            double y = TOP + ROW * ranked.size() + APART / 2;
            svg.line(24, y, WIDTH - 24, y, "axis");
        }
        time.draw(svg, times, "seconds for " + Numbers.requests(n), this::y);
        if (!costs.isEmpty()) {
            cost.draw(svg, costs, "CPU, ms for 1,000 requests", this::y);
        }
        for (int i = 0; i < notes.size(); i++) {
            svg.text(24, bottom + 46 + LINE * i, notes.get(i), "small muted");
        }
        return svg.toString();
    }

    private static double[] medians(List<Range> ranges, Predicate<Run.Row> which) {
        return ranges.stream()
                .filter(range -> which.test(range.row()))
                .mapToDouble(Range::median)
                .toArray();
    }

    private List<String> notes(RangePanel time, boolean arrow, boolean noCpu) {
        List<String> notes = new ArrayList<>();
        if (!time.beginsAtZero()) {
            notes.add("The axis of seconds does not begin at 0.");
        }
        if (run.leaders().size() > 1) {
            notes.add("Where bands overlap, the variants cannot be told apart by this run.");
        }
        if (arrow) {
            notes.add("An arrow: beyond the axis.");
        }
        if (!unequal.isEmpty()) {
            notes.add("! Not the same work, so not ranked.");
        }
        if (run.hasScaled()) {
            notes.add("* Only the first requests were made; their time is scaled to all.");
        }
        if (noCpu) {
            notes.add("CPU is not shown: the trials were too short for its clock.");
        }
        return notes;
    }

    private String band() {
        boolean few = rows.stream().allMatch(row -> row.trials().size() < 6);
        String ofCpu = cpuKnown() ? " (of CPU: smallest to largest)" : "";
        return few ? "from the smallest to the largest" : "95 % interval of the median" + ofCpu;
    }

    private static String shortened(String label) {
        return label.length() <= LONGEST_LABEL ? label : label.substring(0, LONGEST_LABEL - 1) + "…";
    }

    private double y(Run.Row row) {
        double y = TOP + ROW * (rows.indexOf(row) + 0.5);
        return row.equalWork() ? y : y + APART;
    }
}
