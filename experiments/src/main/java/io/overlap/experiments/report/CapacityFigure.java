package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Mean waits on what theory says of them, on a scale of powers of ten, and below them, for each number of servers, waits of single
 * requests of the open loop on the line that theory draws through their arrivals and services.
 */
final class CapacityFigure {
    static final String NAME = "capacity.svg";

    private static final int WIDTH = 880;
    private static final double TOP = 116;
    private static final double ROW = 30;
    private static final double APART = 14;
    private static final double LEFT = 220;
    private static final double RIGHT = 640;
    private static final double MEASURED = 736;
    private static final double THEORY = 840;
    private static final int SMALLEST_POWER = 0;

    private static final double PATH_LEFT = 70;
    private static final double PATH_HEIGHT = 110;
    private static final double PATH_APART = 76;
    private static final int PATH_TICKS = 2;
    private static final int TIME_TICKS = 8;

    private final CapacityFile run;
    private final List<Line> lines;
    private final GroupedRows<Line> places;
    private final Scale scale;

    /**
     * One mean wait.
     *
     * @param open the row, with where chance might take it; null for one that leaves nothing to chance
     */
    private record Line(int servers, String label, CapacityFile.Wait waited, CapacityFile.@Nullable Open open) {}

    CapacityFigure(CapacityFile run) {
        this.run = run;
        lines = lines(run);
        places = new GroupedRows<>(lines, Line::servers, ROW, APART);
        double largest = lines.stream()
                .flatMapToDouble(line -> DoubleStream.of(
                        line.waited.queued(), line.waited.theory(), line.open == null ? 0 : line.open.high()))
                .max()
                .orElse(1);
        int power = Math.max(SMALLEST_POWER + 1, (int) Math.ceil(Math.log10(Math.max(1, largest))));
        scale = Scale.ofPowers(SMALLEST_POWER, power, Numbers::plain, LEFT, RIGHT);
    }

    static boolean isEmpty(CapacityFile run) {
        return run.closed().isEmpty() && run.open().isEmpty();
    }

    private static List<Line> lines(CapacityFile run) {
        List<Line> lines = new ArrayList<>();
        for (CapacityFile.Closed row : run.closed()) {
            lines.add(new Line(
                    row.servers(),
                    servers(row.servers()) + ", " + Numbers.count(row.clients()) + " clients",
                    row.waited(),
                    null));
        }
        for (CapacityFile.Open row : run.open()) {
            Line line = new Line(
                    row.servers(),
                    servers(row.servers()) + ", Poisson " + Numbers.fixed(row.load() * 100, 0) + " %",
                    row.waited(),
                    row);
            int after = (int) lines.stream()
                    .takeWhile(other -> other.servers <= row.servers())
                    .count();
            lines.add(after, line);
        }
        return lines;
    }

    private String title() {
        Double farthest = run.farthestPercent();
        if (farthest == null || !run.claims().stream().allMatch(Run.Claim::holds)) {
            return "How long requests wait, beside queueing theory"
                    + (farthest == null ? "" : ": up to " + Numbers.fixed(farthest, 1) + " % off");
        }
        return "Requests wait as long as queueing theory says: within " + Numbers.fixed(farthest, 1) + " %";
    }

    String alt() {
        return "Mean waits of the delay server with a limit of servers, beside queueing theory: " + title();
    }

    String draw() {
        double bottom = TOP + places.height();
        List<CapacityFile.Open> paths =
                run.open().stream().filter(row -> row.path().size() > 1).toList();
        double height = bottom + 56 + paths.size() * (PATH_HEIGHT + PATH_APART);
        Svg svg = new Svg(WIDTH, (int) height + 14, title(), alt());
        svg.text(24, 34, title(), "title");
        svg.text(
                24,
                57,
                "dot: mean wait in the queue · green line: theory · bar: 99 % of runs of M/M/k of this length · tick: Erlang's mean",
                "muted");
        scale.draw(svg, TOP - 12, bottom);
        svg.text((LEFT + RIGHT) / 2, bottom + 38, "milliseconds, powers of ten", "small muted middle");
        svg.text(MEASURED, TOP - 18, "measured", "bold end").text(THEORY, TOP - 18, "theory", "muted end");
        for (int i = 0; i < lines.size(); i++) {
            row(svg, lines.get(i), TOP + places.middle(i));
        }
        double top = bottom + 56 + PATH_APART - 30;
        for (CapacityFile.Open row : paths) {
            path(svg, row, top);
            top += PATH_HEIGHT + PATH_APART;
        }
        return svg.toString();
    }

    private void row(Svg svg, Line line, double y) {
        String hue = line.open == null ? "0" : "1";
        svg.text(LEFT - 14, y + 4, line.label, "bold end");
        if (line.open != null) {
            double low = scale.x(line.open.low());
            double width = Math.max(1, scale.x(line.open.high()) - low);
            svg.rect(low, y - 6, width, 12, "f1", "rx=\"3\"", "fill-opacity=\".25\"");
            svg.line(scale.x(line.open.mmk()), y - 6, scale.x(line.open.mmk()), y + 6, "ink");
        }
        double theory = scale.x(line.waited.theory());
        svg.line(theory, y - 11, theory, y + 11, "ideal");
        svg.circle(scale.x(line.waited.queued()), y, 4, "f" + hue + " rim");
        svg.text(MEASURED, y + 4, millis(line.waited.queued()), "bold end");
        svg.text(THEORY, y + 4, millis(line.waited.theory()), "muted end");
    }

    private static void path(Svg svg, CapacityFile.Open row, double top) {
        double bottom = top + PATH_HEIGHT;
        double end = row.path().getLast().at();
        double most = row.path().stream()
                .mapToDouble(moment -> Math.max(moment.waited(), moment.theory()))
                .max()
                .orElse(1);
        Axis time = Axis.past(Math.max(end, 1), TIME_TICKS);
        Axis wait = Axis.past(Math.max(most, 1), PATH_TICKS);
        Scale across = Scale.of(time, 1, "", PATH_LEFT, THEORY);
        svg.text(
                24,
                top - 14,
                servers(row.servers()) + ": how long "
                        + Numbers.count(row.path().size())
                        + " Poisson arrivals around the longest wait waited, on the line of theory; milliseconds",
                "bold");
        across.draw(svg, top, bottom);
        for (int tick = wait.firstTick(); tick <= wait.lastTick(); tick++) {
            double y = bottom - wait.share(tick * wait.step()) * PATH_HEIGHT;
            svg.text(PATH_LEFT - 8, y + 4, wait.label(tick, 1), "small muted end");
        }
        Pen theory = new Pen();
        for (CapacityFile.Moment moment : row.path()) {
            double x = across.x(moment.at());
            double y = bottom - wait.share(moment.theory()) * PATH_HEIGHT;
            if (theory.isEmpty()) {
                theory.move(x, y);
            } else {
                theory.line(x, y);
            }
        }
        svg.path(theory, "ideal", "style=\"stroke-dasharray:none\"");
        for (CapacityFile.Moment moment : row.path()) {
            svg.circle(across.x(moment.at()), bottom - wait.share(moment.waited()) * PATH_HEIGHT, 1.8, "f1");
        }
    }

    static String servers(int count) {
        return Numbers.count(count) + (count == 1 ? " server" : " servers");
    }

    static String millis(double millis) {
        return Numbers.fixed(millis, millis < 10 ? 2 : 1) + " ms";
    }
}
