package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code run.json}, version 1, of the experiment batcher tells.
 *
 * @param loadBoundPerSecond what loads are shares of
 * @param peersDate when the other batchers were measured; null if none was
 */
record BatcherFile(
        RunFile.Origin origin,
        int inFlight,
        int batchItems,
        int partialInFlight,
        double loadDurationMillis,
        double loadBoundPerSecond,
        double closeMillis,
        double reps,
        boolean stopped,
        @Nullable String peersDate,
        List<Bound> bounds,
        List<Load> loads,
        List<Chaos> chaos,
        List<Chaos> peers,
        List<Run.Claim> claims) {

    private static final int MAX_ROWS = 1_000;

    /** One duration of the writer. */
    record Bound(
            double durationMillis,
            double efficiency,
            double low,
            double high,
            double itemsPerSecond,
            double boundPerSecond,
            List<Double> trials) {}

    /** One load and linger; what was added in milliseconds. */
    record Load(
            double load,
            double lingerMillis,
            double itemsPerSecond,
            double notSaved,
            double p50,
            double p99,
            double p999,
            double max,
            double meanBatch,
            List<Double> trialsP50) {}

    /** A batcher; ours has no name here. */
    record Name(String peer, String version) {
        static final Name OURS = new Name("", "");

        boolean isOurs() {
            return equals(OURS);
        }
    }

    /**
     * One fault of one batcher.
     *
     * @param accepted null if it has no such use, as the other counts
     * @param closeSeconds null for never, or if it has no close
     */
    record Chaos(
            Name batcher,
            String fault,
            @Nullable Double accepted,
            @Nullable Double lost,
            @Nullable Double hung,
            boolean hasClose,
            @Nullable Double closeSeconds,
            String note) {

        boolean known() {
            return accepted != null;
        }

        boolean noneLost() {
            return lost == null || lost == 0;
        }

        boolean noneHung() {
            return hung == null || hung == 0;
        }

        /** Whether it met the fault, lost and hung nothing, and closed in time if it has a close. */
        boolean isGood(double mostSeconds) {
            boolean closed = !hasClose || (closeSeconds != null && closeSeconds <= mostSeconds);
            return known() && noneLost() && noneHung() && closed;
        }

        /** In a few words: what went wrong, and how long the close took. */
        String words() {
            if (!known()) {
                return "–";
            }
            List<String> words = new ArrayList<>();
            if (lost != null && !noneLost()) {
                words.add(Numbers.count(lost.longValue()) + " lost");
            }
            if (hung != null && !noneHung()) {
                words.add(Numbers.count(hung.longValue()) + " hung");
            }
            if (closeSeconds != null) {
                words.add(Numbers.fixed(closeSeconds, 2) + " s");
            } else {
                words.add(hasClose ? "never closes" : "has no close");
            }
            return String.join(", ", words);
        }
    }

    static BatcherFile of(Json root) throws BadFileException {
        Json parameters = root.object("parameters");
        List<Bound> bounds = new ArrayList<>();
        List<Load> loads = new ArrayList<>();
        List<Chaos> chaos = new ArrayList<>();
        List<Chaos> peers = new ArrayList<>();
        for (Json row : root.objects("rows", MAX_ROWS)) {
            switch (row.text("part")) {
                case "bound" -> bounds.add(bound(row));
                case "load" -> loads.add(load(row));
                case "chaos" -> chaos.add(chaos(Name.OURS, row, ""));
                case "peer" -> peers.add(chaos(peer(row), row, row.text("note")));
                default -> throw row.wrong("part", "bound, load, chaos or peer", row.text("part"));
            }
        }
        return new BatcherFile(
                RunFile.origin(root.object("machine")),
                parameters.positive("in_flight"),
                parameters.positive("batch_items"),
                parameters.positive("partial_in_flight"),
                parameters.number("load_duration_ms"),
                parameters.number("load_bound_per_second"),
                parameters.number("close_ms"),
                parameters.number("reps"),
                parameters.truthOrFalse("stopped"),
                parameters.textOrNull("peers_date"),
                bounds,
                loads,
                chaos,
                peers,
                RunFile.claims(root));
    }

    private static Bound bound(Json row) throws BadFileException {
        return new Bound(
                row.number("duration_ms"),
                row.number("efficiency"),
                row.number("low_efficiency"),
                row.number("high_efficiency"),
                row.number("items_per_second"),
                row.number("bound_per_second"),
                row.figures("trials", trial -> trial.number("efficiency")));
    }

    private static Load load(Json row) throws BadFileException {
        Json added = row.object("added_ms");
        return new Load(
                row.number("load"),
                row.number("linger_ms"),
                row.number("items_per_second"),
                row.number("not_saved"),
                added.number("p50"),
                added.number("p99"),
                added.number("p999"),
                added.number("max"),
                row.number("mean_batch"),
                row.figures("trials", trial -> trial.object("added_ms").number("p50")));
    }

    private static Name peer(Json row) throws BadFileException {
        return new Name(row.text("peer"), row.text("version"));
    }

    private static Chaos chaos(Name batcher, Json row, String note) throws BadFileException {
        return new Chaos(
                batcher,
                row.text("fault"),
                row.numberOrNull("accepted"),
                row.numberOrNull("lost"),
                row.numberOrNull("hung"),
                !"n/a".equals(row.textOrNull("closes")),
                row.numberOrNull("close_seconds"),
                note);
    }

    /** What close may take: its time, and a moment. */
    double mostCloseSeconds() {
        return closeMillis / 1e3 + 0.2;
    }

    /** The faults, in the order of ours, then those that only others were given. */
    List<String> faults() {
        return Stream.concat(chaos.stream(), peers.stream())
                .map(Chaos::fault)
                .distinct()
                .toList();
    }

    /** The batchers of the table of faults, ours first. */
    List<Name> batchers() {
        return Stream.concat(chaos.stream(), peers.stream())
                .map(Chaos::batcher)
                .distinct()
                .toList();
    }

    @Nullable
    Chaos chaos(Name batcher, String fault) {
        return (batcher.isOurs() ? chaos : peers)
                .stream()
                        .filter(row ->
                                row.batcher().equals(batcher) && row.fault().equals(fault))
                        .findFirst()
                        .orElse(null);
    }
}
