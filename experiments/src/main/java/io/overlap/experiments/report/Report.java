package io.overlap.experiments.report;

import io.overlap.experiments.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures and the report of a run, drawn from the files in its folder alone: the same files give the same bytes.
 */
public final class Report {
    private static final String PREFIX = "chronology-";
    private static final String REMEDY = "make the folder writable, or copy it and draw the copy";
    private static final int MAX_FIGURES = 100;

    private final Path folder;
    private final Consumer<String> trouble;
    private final List<String> troubles = new ArrayList<>();

    private Report(Path folder, Consumer<String> trouble) {
        this.folder = folder;
        this.trouble = trouble;
    }

    /** Whether a run left anything in this folder. */
    public static boolean isRun(Path folder) {
        return Files.exists(folder.resolve(RunFile.NAME))
                || !new Report(folder, line -> {}).stems().isEmpty();
    }

    /**
     * Writes the figures and {@code report.md} into a run's folder. A file that cannot be drawn costs only what it holds.
     *
     * @param trouble told a line for each such file; the report holds them too
     * @return whether there was no trouble
     * @throws StorageException if a file cannot be written
     */
    public static boolean draw(Path folder, Consumer<String> trouble) {
        if (!isRun(folder)) {
            trouble.accept(RunFile.NAME + ": is missing, and so is every " + PREFIX + "*.csv: no folder of a run");
            return false;
        }
        Report report = new Report(folder, trouble);
        report.draw();
        return report.troubles.isEmpty();
    }

    private void draw() {
        try {
            Json root = RunFile.read(folder);
            switch (root.text("experiment")) {
                case "lateness" -> lateness(LatenessFile.of(root));
                case "delays" -> delays(DelaysFile.of(root));
                case "capacity" -> capacity(CapacityFile.of(root));
                case "batcher" -> batcher(BatcherFile.of(root));
                case "rows" -> rows(RowsFile.of(root));
                case "primes" -> primes(PrimesFile.of(root));
                case "workload" -> workload(WorkloadFile.of(root));
                default -> compare(RunFile.compare(root));
            }
        } catch (BadFileException e) {
            say(e);
            compare(null);
        }
    }

    private void lateness(LatenessFile run) {
        String figure = run.rows().isEmpty() ? null : new LatenessFigure(run.rows()).draw();
        write(LatenessFigure.NAME, figure, LatenessPage.write(run));
    }

    private void delays(DelaysFile run) {
        String figure = run.quantiles().isEmpty() ? null : new DelaysFigure(run).draw();
        write(DelaysFigure.NAME, figure, DelaysPage.write(run));
    }

    private void capacity(CapacityFile run) {
        String figure = CapacityFigure.isEmpty(run) ? null : new CapacityFigure(run).draw();
        write(CapacityFigure.NAME, figure, CapacityPage.write(run));
    }

    private void batcher(BatcherFile run) {
        boolean empty = run.bounds().isEmpty()
                && run.loads().isEmpty()
                && run.batchers().isEmpty();
        write(BatcherFigure.NAME, empty ? null : new BatcherFigure(run).draw(), BatcherPage.write(run, !empty));
    }

    private void rows(RowsFile run) {
        write(RowsFigure.NAME, run.pairs().isEmpty() ? null : new RowsFigure(run).draw(), RowsPage.write(run));
    }

    private void primes(PrimesFile run) {
        String figure = PrimesFigure.isEmpty(run) ? null : new PrimesFigure(run).draw();
        write(PrimesFigure.NAME, figure, PrimesPage.write(run));
    }

    private void workload(WorkloadFile run) {
        String figure = WorkloadFigure.isEmpty(run) ? null : new WorkloadFigure(run).draw();
        write(WorkloadFigure.NAME, figure, WorkloadPage.write(run));
    }

    /** The only figure of a run, if there is anything to draw, and its page. */
    private void write(String name, @Nullable String figure, String page) {
        if (figure == null) {
            remove(name);
        } else {
            write(name, figure);
        }
        write(ReportPage.NAME, page);
    }

    private void compare(@Nullable Run run) {
        Map<String, Chronology> chronologies = new LinkedHashMap<>();
        for (String stem : run == null ? stems() : stems(run)) {
            Chronology chronology = readChronology(stem, run);
            if (chronology != null) {
                chronologies.put(stem, chronology);
            }
        }
        ReportPage.Figure timelines = timelines(run, chronologies);
        ReportPage.Figure variants = variants(run);
        List<ReportPage.Figure> figures = chronologies(run, chronologies);
        write(ReportPage.NAME, ReportPage.write(run, timelines, variants, figures, troubles));
    }

    private @Nullable Chronology readChronology(String stem, @Nullable Run run) {
        String name = PREFIX + stem + ".csv";
        try {
            Chronology chronology = ChronologyFile.read(folder.resolve(name));
            Run.Row row = row(run, stem);
            if (run != null && row != null && run.oneLineEach(row)) {
                int requests = row.trials().getLast().requests();
                if (requests != chronology.size()) {
                    throw new BadFileException(
                            name,
                            "has " + Numbers.count(chronology.size()) + " exchanges, its trial made "
                                    + Numbers.requests(requests) + "; the file was cut off or is of another run");
                }
            }
            return chronology;
        } catch (BadFileException e) {
            say(e);
            return null;
        }
    }

    private void say(BadFileException e) {
        String line = String.valueOf(e.getMessage());
        troubles.add(line);
        trouble.accept(line);
    }

    /** Of the rows that have a chronology, fastest first. */
    private List<String> stems(Run run) {
        return Stream.concat(run.ranked().stream(), run.unequal().stream())
                .map(Run.Row::stem)
                .filter(stem -> Files.exists(folder.resolve(PREFIX + stem + ".csv")))
                .toList();
    }

    /** Of the files that are there, by name. */
    private List<String> stems() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith(PREFIX) && name.endsWith(".csv"))
                    .map(name -> name.substring(PREFIX.length(), name.length() - ".csv".length()))
                    .filter(Run.Row::isStem)
                    .sorted()
                    .limit(MAX_FIGURES)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Run.@Nullable Row row(@Nullable Run run, String stem) {
        return run == null
                ? null
                : run.rows().stream()
                        .filter(row -> row.stem().equals(stem))
                        .findFirst()
                        .orElse(null);
    }

    private static boolean equalWork(@Nullable Run run, String stem) {
        Run.Row row = row(run, stem);
        return row == null || row.equalWork();
    }

    private ReportPage.@Nullable Figure timelines(@Nullable Run run, Map<String, Chronology> chronologies) {
        Chronology serial = chronologies.get("serial");
        List<String> overlapping = chronologies.keySet().stream()
                .filter(stem -> !stem.startsWith("serial") && equalWork(run, stem))
                .toList();
        String best = overlapping.contains("async")
                ? "async"
                : overlapping.stream().findFirst().orElse(null);
        Chronology overlapped = best == null ? null : chronologies.get(best);
        Double delay = run == null ? null : run.asked().delayMillis();
        boolean nothingToWaitFor = delay != null && delay == 0;
        if (serial == null || best == null || overlapped == null || nothingToWaitFor) {
            remove(TimelinesFigure.NAME);
            return null;
        }
        TimelinesFigure figure = new TimelinesFigure(serial, overlapped, label(run, best), delay);
        write(TimelinesFigure.NAME, figure.draw());
        return new ReportPage.Figure(TimelinesFigure.NAME, figure.alt());
    }

    private ReportPage.@Nullable Figure variants(@Nullable Run run) {
        if (run == null || run.rows().isEmpty()) {
            remove(VariantsFigure.NAME);
            return null;
        }
        VariantsFigure figure = new VariantsFigure(run);
        write(VariantsFigure.NAME, figure.draw());
        return new ReportPage.Figure(VariantsFigure.NAME, figure.alt());
    }

    private List<ReportPage.Figure> chronologies(@Nullable Run run, Map<String, Chronology> chronologies) {
        for (String stem : run == null ? stems() : stems(run)) {
            if (!chronologies.containsKey(stem)) {
                remove(PREFIX + stem + ".svg");
            }
        }
        Axis axis = axis(run, chronologies);
        List<ReportPage.Figure> figures = new ArrayList<>();
        chronologies.forEach((stem, chronology) -> {
            Run.Row row = row(run, stem);
            Run.Asked asked = run == null ? null : run.asked();
            ChronologyFigure.Known known = new ChronologyFigure.Known(
                    label(run, stem),
                    asked != null && row != null && row.scaled() ? asked.n() : null,
                    asked == null ? null : asked.cap(),
                    asked == null ? null : asked.idealSeconds());
            String name = PREFIX + stem + ".svg";
            write(name, ChronologyFigure.draw(chronology, known, axis));
            figures.add(new ReportPage.Figure(name, ChronologyFigure.alt(chronology, known)));
        });
        return figures;
    }

    /** A scaled row counts with the time that all its requests would have taken. */
    private static Axis axis(@Nullable Run run, Map<String, Chronology> chronologies) {
        double[] seconds = chronologies.entrySet().stream()
                .mapToDouble(entry -> {
                    Run.Row row = row(run, entry.getKey());
                    Chronology chronology = entry.getValue();
                    return run != null && row != null && row.scaled()
                            ? chronology.seconds() * run.asked().n() / chronology.size()
                            : chronology.seconds();
                })
                .toArray();
        return TimeAxis.forAll(seconds);
    }

    private static String label(@Nullable Run run, String stem) {
        Run.Row row = row(run, stem);
        if (row != null) {
            return row.label();
        }
        return stem.endsWith("-jdk") ? stem.substring(0, stem.length() - "-jdk".length()) + " (jdk)" : stem;
    }

    private void write(String name, String text) {
        StorageException.guard(folder.resolve(name), REMEDY, file -> Files.writeString(file, text));
    }

    /** A figure of an earlier drawing that its data no longer tell. */
    private void remove(String name) {
        StorageException.guard(folder.resolve(name), REMEDY, Files::deleteIfExists);
    }
}
