package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What the batcher reaches, how its batches grow, what it adds to an item's time, and what faults do to it and to others. */
final class BatcherFigure {
    static final String NAME = "batcher.svg";

    private static final int WIDTH = 960;
    private static final double LEFT = 130;
    private static final double RIGHT = 936;
    private static final double TOP = 104;
    private static final double APART = 66; // from a panel's lowest line to the next panel's heading

    private final BatcherFile run;

    BatcherFigure(BatcherFile run) {
        this.run = run;
    }

    private String title() {
        List<String> facts = new ArrayList<>();
        if (!run.bounds().isEmpty()) {
            double least = run.bounds().stream()
                    .mapToDouble(BatcherFile.Bound::efficiency)
                    .min()
                    .orElse(0);
            double most = run.bounds().stream()
                    .mapToDouble(BatcherFile.Bound::efficiency)
                    .max()
                    .orElse(0);
            String low = Numbers.fixed(least * 100, 0);
            String high = Numbers.fixed(most * 100, 0);
            facts.add((low.equals(high) ? low : low + " to " + high) + " % of Little's bound");
        }
        if (!run.chaos().isEmpty()) {
            long lost = sum(run.chaos().stream()
                    .map(row -> Objects.requireNonNullElse(row.lost(), 0.0))
                    .toList());
            long hung = sum(run.chaos().stream()
                    .map(row -> Objects.requireNonNullElse(row.hung(), 0.0))
                    .toList());
            facts.add(Numbers.count(lost) + " items lost and " + Numbers.count(hung) + " futures hung under "
                    + run.chaos().size() + " faults");
        }
        return facts.isEmpty() ? "What the batcher adds to an item's time" : String.join("; ", facts);
    }

    private static long sum(List<Double> counts) {
        return (long) counts.stream().mapToDouble(Double::doubleValue).sum();
    }

    String alt() {
        return "The batcher's share of Little's bound, mean batch and added time by load, and faults: " + title();
    }

    String draw() {
        BoundPanel bound = new BoundPanel(run.bounds(), LEFT, 440);
        BatchSizePanel size = new BatchSizePanel(run, 560, RIGHT - 20);
        AddedPanel added = new AddedPanel(run.loads(), LEFT, RIGHT - 150);
        ChaosPanel chaos = new ChaosPanel(run, 24);
        double first = TOP + Math.max(bound.height(), size.height());
        double second = added.isEmpty() ? first : first + APART + added.height();
        double height = chaos.isEmpty() ? second : second + APART + chaos.height();
        Svg svg = new Svg((int) Math.max(WIDTH, chaos.right() + 24), (int) (height + 30), title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(
                24,
                57,
                "a writer of known time, " + run.inFlight() + " batches of " + run.batchItems()
                        + " in flight, partial ones while fewer than "
                        + run.partialInFlight() + " are out · tick: median of the trials · pale dot: each trial",
                "muted");
        bound.draw(svg, TOP);
        size.draw(svg, TOP);
        if (!added.isEmpty()) {
            added.draw(svg, first + APART);
        }
        if (!chaos.isEmpty()) {
            chaos.draw(svg, second + APART);
        }
        return svg.toString();
    }
}
