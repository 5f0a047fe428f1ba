package io.overlap.experiments.report;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows a second by hand and by ours, a pair of lines for each way, on powers of ten. */
final class RowsFigure {
    static final String NAME = "rows.svg";

    private static final int WIDTH = 960;
    private static final double LEFT = 210;
    private static final double RIGHT = 690;
    private static final double TOP = 118;
    private static final double LINE = 15;
    private static final double PAIR = 2 * LINE + 9;
    private static final double GROUP = 26; // for the heading of a database
    private static final String OURS = "0";
    private static final String BY_HAND = "1";

    private final RowsFile run;
    private final Scale scale;

    RowsFigure(RowsFile run) {
        this.run = run;
        double[] speeds = run.pairs().stream()
                .flatMap(pair -> Stream.concat(
                        Stream.ofNullable(pair.ceiling()), Stream.concat(values(pair.byHand()), values(pair.ours()))))
                .mapToDouble(Double::doubleValue)
                .filter(speed -> speed > 0)
                .sorted()
                .toArray();
        double low = speeds.length == 0 ? 1 : speeds[0];
        double high = speeds.length == 0 ? 1 : speeds[speeds.length - 1];
        int smallest = (int) Math.floor(Math.log10(low));
        int largest = Math.max(smallest + 1, (int) Math.ceil(Math.log10(high)));
        scale = Scale.ofPowers(smallest, largest, speed -> Numbers.count(Math.round(speed)), LEFT, RIGHT);
    }

    private static Stream<Double> values(RowsFile.@Nullable Speed speed) {
        return speed == null
                ? Stream.empty()
                : Stream.concat(Stream.of(speed.low(), speed.median(), speed.high()), speed.trials().stream());
    }

    private String title() {
        RowsFile.Pair fastest = run.fastest();
        Double share = fastest == null ? null : fastest.share();
        if (fastest == null || share == null) {
            return "Rows a second into a database";
        }
        return Numbers.percent(share) + " of the hand-written loop at its fastest: " + fastest.database() + ", "
                + fastest.name();
    }

    String alt() {
        return "Rows a second by a hand-written loop and by the batcher, by batch size and connections: " + title();
    }

    String draw() {
        double bottom = TOP + height();
        Svg svg = new Svg(WIDTH, (int) (bottom + 62), title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(
                24,
                57,
                "rows of a transaction × connections · tick: median · line: its interval · pale dot: each trial · thin mark: by hand"
                        + " on a quiet day",
                "muted");
        svg.text(RIGHT + 90, TOP - 12, "by hand", "small bold end f" + BY_HAND);
        svg.text(RIGHT + 176, TOP - 12, "ours", "small bold end f" + OURS);
        svg.text(RIGHT + 246, TOP - 12, "ours/hand", "small muted end");
        scale.draw(svg, TOP, bottom);
        svg.text((LEFT + RIGHT) / 2, bottom + 38, "rows a second, powers of ten", "small muted middle");
        double y = TOP;
        String database = "";
        for (RowsFile.Pair pair : run.pairs()) {
            if (!pair.database().equals(database)) {
                database = pair.database();
                svg.text(24, y + 16, database, "bold");
                y += GROUP;
            }
            pair(svg, pair, y);
            y += PAIR;
        }
        return svg.toString();
    }

    private double height() {
        List<String> databases =
                run.pairs().stream().map(RowsFile.Pair::database).distinct().toList();
        return databases.size() * GROUP + run.pairs().size() * PAIR;
    }

    private void pair(Svg svg, RowsFile.Pair pair, double top) {
        double first = top + LINE / 2 + 2;
        double second = first + LINE;
        svg.text(LEFT - 14, (first + second) / 2 + 4, pair.name() + (pair.equalWork() ? "" : " !"), "small end");
        speed(svg, pair.byHand(), first, BY_HAND);
        speed(svg, pair.ours(), second, OURS);
        Double ceiling = pair.ceiling();
        if (ceiling != null) {
            svg.line(scale.x(ceiling), first - 7, scale.x(ceiling), second + 7, "axis");
        }
        double middle = (first + second) / 2 + 4;
        svg.text(RIGHT + 90, middle, figure(pair.byHand()), "small end");
        svg.text(RIGHT + 176, middle, figure(pair.ours()), "small bold end");
        Double share = pair.share();
        svg.text(RIGHT + 246, middle, share == null ? "–" : Numbers.percent(share), "small muted end");
    }

    private void speed(Svg svg, RowsFile.@Nullable Speed speed, double y, String hue) {
        if (speed == null) {
            return;
        }
        svg.line(
                scale.x(speed.low()),
                y,
                scale.x(speed.high()),
                y,
                "h" + hue,
                "stroke-width=\"3\"",
                "stroke-opacity=\".5\"");
        for (double trial : speed.trials()) {
            svg.circle(scale.x(trial), y, 3.5, "f" + hue, "fill-opacity=\".3\"");
        }
        svg.line(scale.x(speed.median()), y - 6, scale.x(speed.median()), y + 6, "h" + hue, "stroke-width=\"2.5\"");
    }

    private static String figure(RowsFile.@Nullable Speed speed) {
        return speed == null ? "–" : Numbers.fixed(speed.median(), 0);
    }
}
