package io.overlap.experiments;

import java.util.List;

/** What stands below the figures of every experiment's table. */
public final class TableEnd {
    private TableEnd() {}

    /** What the reader must know of the run, and its claims after an empty line. */
    public static String of(ExperimentRun run) {
        return of(run, List.of());
    }

    /** The same where the experiment itself saw why the machine was disturbed. */
    public static String of(ExperimentRun run, List<String> disturbedBy) {
        return state(run, disturbedBy) + (run.claims().isEmpty() ? "" : "\n") + claims(run);
    }

    /** Whether it was stopped, and whether others disturbed it; mostly nothing. */
    static String state(ExperimentRun run) {
        return state(run, List.of());
    }

    private static String state(ExperimentRun run, List<String> disturbedBy) {
        StringBuilder out = new StringBuilder();
        if (run.stopped()) {
            out.append("stopped before its end: these are the trials that were over\n");
        }
        if (disturbedBy.isEmpty()) {
            out.append(disturbed(run.machine()));
        }
        disturbedBy.forEach(why -> out.append("disturbed: ").append(why).append('\n'));
        return out.toString();
    }

    /** A line if others used the machine meanwhile; else nothing. */
    public static String disturbed(Machine machine) {
        return Boolean.TRUE.equals(machine.disturbed())
                ? "disturbed: other processes used the machine meanwhile; run it again when it is quiet\n"
                : "";
    }

    /** A line each. */
    static String claims(ExperimentRun run) {
        StringBuilder out = new StringBuilder();
        run.claims().forEach(claim -> out.append(claim.line()).append('\n'));
        return out.toString();
    }
}
