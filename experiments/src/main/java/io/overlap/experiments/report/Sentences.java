package io.overlap.experiments.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a run shows, in three sentences: where the ideal is, who reaches it, what that costs in CPU. */
final class Sentences {
    private static final double SHORT_TRIAL_CPU_SECONDS = 0.5;

    private final Run run;
    private final Run.Asked asked;
    private final List<Run.Row> ranked;

    private Sentences(Run run) {
        this.run = run;
        asked = run.asked();
        ranked = run.ranked();
    }

    static List<String> of(Run run) {
        if (run.rows().isEmpty()) {
            return List.of("No trial ended, so there is nothing to show.");
        }
        Sentences sentences = new Sentences(run);
        return List.of(sentences.ideal(), sentences.whoReachesIt(), sentences.cost());
    }

    private String ideal() {
        Double ideal = asked.idealSeconds();
        if (ideal != null && asked.delayMillis() != null) {
            long rounds = Math.ceilDiv(asked.n(), asked.cap());
            String needs = "No client can need less than " + Numbers.seconds(ideal) + ": " + Numbers.requests(asked.n())
                    + ", at most " + Numbers.count(asked.cap()) + " at once, are " + Numbers.count(rounds)
                    + (rounds == 1 ? " round of " : " rounds of ") + Numbers.plain(asked.delayMillis()) + " ms";
            return needs + (asked.bundled() ? "." : ", if the server keeps to that.");
        }
        return asked.delayMillis() != null && asked.delayMillis() == 0
                ? "There was nothing to wait for, so there is no ideal: what was measured is what a request costs."
                : "How long these answers take is not known, so there is no ideal to compare with.";
    }

    private String whoReachesIt() {
        String apart = apart();
        if (ranked.isEmpty()) {
            return "No variant did the whole work, so none is ranked" + apart + ".";
        }
        return (asked.idealSeconds() == null ? byTime() : byEfficiency()) + apart + ".";
    }

    private String byEfficiency() {
        List<Run.Row> known =
                ranked.stream().filter(row -> row.efficiency() != null).toList();
        if (known.isEmpty()) {
            return byTime();
        }
        List<String> parts = new ArrayList<>();
        for (Run.Row row : known) {
            double efficiency = row.efficiency() == null ? 0 : row.efficiency();
            parts.add(row.label() + (parts.isEmpty() ? " reaches " : " ") + Numbers.percent(efficiency)
                    + (parts.isEmpty() ? " of that speed" : "")
                    + " (" + Numbers.seconds(row.median()) + (row.scaled() ? ", scaled)" : ")"));
        }
        return list(parts);
    }

    private String byTime() {
        Run.Row first = ranked.getFirst();
        String least = first.label() + (ranked.size() > 1 ? " needs least time, " : " needs ")
                + Numbers.seconds(first.median()) + ", "
                + perRequest(first);
        if (ranked.size() == 1) {
            return least;
        }
        Run.Row last = ranked.getLast();
        return least + ", and " + last.label() + " most, " + Numbers.seconds(last.median())
                + (last.scaled() ? " (scaled)" : "") + times(last.median(), first.median());
    }

    private String perRequest(Run.Row row) {
        double micros = row.median() * 1e6 / asked.n();
        return Numbers.fixed(micros, micros < 100 ? 1 : 0) + " µs a request";
    }

    private String apart() {
        List<Run.Row> unequal = run.unequal();
        if (unequal.isEmpty()) {
            return "";
        }
        List<String> parts = unequal.stream()
                .map(row -> row.label() + " (" + difference(row) + ")")
                .toList();
        return "; " + list(parts) + " did not do the same work and " + (parts.size() == 1 ? "is" : "are")
                + " not compared";
    }

    /** In what its work was not equal, as far as a run's file tells. */
    static String difference(Run.Row row) {
        return row.failures().isEmpty() ? "other answers, or not each request exactly once" : failures(row);
    }

    static String failures(Run.Row row) {
        return row.failures().entrySet().stream()
                .map(failure -> Numbers.count(failure.getValue()) + " " + failure.getKey())
                .collect(Collectors.joining(", "));
    }

    /** A scaled row's few requests cost little beside the JVM that makes them, so it is left out. */
    private String cost() {
        List<Run.Row> known = ranked.stream()
                .filter(row -> row.cpuKnown() && !row.scaled())
                .sorted(Comparator.comparingDouble(row -> row.cpuMillis(asked.n())))
                .toList();
        if (known.isEmpty()) {
            return "What it costs in CPU cannot be told: the trials used too little of it to be measured.";
        }
        Run.Row cheapest = known.getFirst();
        double least = cheapest.cpuMillis(asked.n());
        String thousand = "In CPU a thousand requests cost " + cheapest.label() + " " + Numbers.millis(least);
        String more = "";
        if (known.size() > 1) {
            Run.Row dearest = known.getLast();
            double most = dearest.cpuMillis(asked.n());
            more = ", the least, and " + dearest.label() + " " + Numbers.millis(most) + ", the most"
                    + times(most, least);
        }
        boolean brief = cheapest.meanTrialCpu() < SHORT_TRIAL_CPU_SECONDS;
        return thousand + more + (brief ? "; in trials so short much of it is the JVM compiling." : ".");
    }

    private static String times(double more, double less) {
        return less <= 0 ? "" : " (" + Numbers.fixed(more / less, 1) + " times)";
    }

    static String list(List<String> parts) {
        int last = parts.size() - 1;
        return last < 1
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }
}
