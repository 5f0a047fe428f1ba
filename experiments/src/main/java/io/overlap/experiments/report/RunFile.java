package io.overlap.experiments.report;

import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code run.json}, version 1, of a comparison. */
final class RunFile {
    static final String NAME = "run.json";

    private static final int VERSION = 1;
    private static final int MAX_ROWS = 100;
    private static final long MAX_BYTES = 8 << 20;

    private RunFile() {}

    /** Reads the file, of whatever experiment. */
    static Json read(Path folder) throws BadFileException {
        Json root = Json.parse(NAME, TextFile.read(folder.resolve(NAME), MAX_BYTES));
        double version = root.number("version");
        if (version != VERSION) {
            throw new BadFileException(
                    NAME,
                    "is of version " + Numbers.plain(version) + ", this overlap reads version " + VERSION
                            + "; draw it with the overlap that wrote it");
        }
        return root;
    }

    static Run compare(Json root) throws BadFileException {
        if (!root.text("experiment").equals("compare")) {
            throw new BadFileException(
                    NAME, "is of the experiment \"" + root.text("experiment") + "\", which has no report here");
        }
        return new Run(origin(root.object("machine")), asked(root.object("parameters")), rows(root), claims(root));
    }

    /**
     * Where a run was made.
     *
     * @param machine in a few words
     * @param build commit and time, as far as they are told
     */
    record Origin(String machine, String build, boolean disturbed) {
        void tell(Markdown page) {
            page.paragraph("Machine: " + machine + ". " + ReportPage.capital(build) + (build.isEmpty() ? "" : "."));
            if (disturbed) {
                page.paragraph("Disturbed: other processes used the machine meanwhile; run it again when it is quiet.");
            }
        }
    }

    static Origin origin(Json machine) throws BadFileException {
        return new Origin(machineLine(machine), build(machine), machine.truthOrFalse("disturbed"));
    }

    private static String machineLine(Json machine) throws BadFileException {
        Double cores = machine.numberOrNull("cores");
        Double memory = machine.numberOrNull("memory_bytes");
        String transport = machine.textOrNull("transport");
        return known(
                machine.textOrNull("cpu"),
                cores == null ? null : Numbers.plain(cores) + " cores",
                memory == null ? null : (long) (memory / (1 << 30)) + " GiB",
                machine.textOrNull("os"),
                machine.textOrNull("kernel"),
                machine.textOrNull("jvm"),
                transport == null ? null : "server on " + transport);
    }

    private static String build(Json machine) throws BadFileException {
        String commit = machine.textOrNull("commit");
        String changed = machine.truthOrFalse("dirty") ? " with changes" : "";
        String started = machine.textOrNull("started");
        return known(
                started == null ? null : "started " + started, commit == null ? null : "commit " + commit + changed);
    }

    private static String known(@Nullable String... parts) {
        return Stream.of(parts).filter(part -> part != null).collect(Collectors.joining(", "));
    }

    private static Run.Asked asked(Json parameters) throws BadFileException {
        String target = parameters.text("target");
        Double ideal = parameters.numberOrNull("ideal_seconds");
        return new Run.Asked(
                parameters.texts("variants"),
                parameters.positive("n"),
                parameters.numberOrNull("delay_ms"),
                parameters.positive("cap"),
                parameters.positive("reps"),
                (int) parameters.number("warmup"),
                parameters.truthOrFalse("full_serial"),
                target,
                ideal == null || ideal == 0 ? null : ideal,
                parameters.truthOrFalse("stopped"));
    }

    private static List<Run.Row> rows(Json root) throws BadFileException {
        List<Run.Row> rows = new ArrayList<>();
        Set<String> stems = new HashSet<>();
        for (Json json : root.objects("rows", MAX_ROWS)) {
            Run.Row row = row(json);
            if (!stems.add(row.stem())) {
                throw json.wrong("name", "there once for each client", new JsonPrimitive(row.name()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static Run.Row row(Json json) throws BadFileException {
        String name = json.text("name");
        if (!Run.Row.isStem(name)) {
            throw json.wrong("name", "the name of a variant", new JsonPrimitive(name));
        }
        Json lateness = json.objectOrNull("lateness_ms");
        boolean scaled = json.truth("scaled");
        List<Run.Trial> trials = new ArrayList<>();
        for (Json trial : json.objects("trials")) {
            trials.add(new Run.Trial(
                    trial.number("seconds"), trial.numberOrNull("cpu_seconds"), (int) trial.number("requests")));
        }
        return new Run.Row(
                name,
                json.text("client"),
                scaled,
                json.number("median_seconds"),
                json.number("low_seconds"),
                json.number("high_seconds"),
                json.numberOrNull("efficiency"),
                json.numberOrNull("speedup"),
                json.counts("failures"),
                json.numberOrNull("max_in_flight"),
                lateness == null ? null : lateness.number("p99"),
                json.numberOrNull("cpu_seconds"),
                json.numberOrNull("peak_heap_bytes"),
                json.numberOrNull("peak_rss_bytes"),
                json.truth("equal_work"),
                trials);
    }

    static List<Run.Claim> claims(Json root) throws BadFileException {
        List<Run.Claim> claims = new ArrayList<>();
        for (Json claim : root.objects("claims")) {
            claims.add(new Run.Claim(claim.text("claim"), claim.number("value"), claim.truth("holds")));
        }
        return claims;
    }
}
