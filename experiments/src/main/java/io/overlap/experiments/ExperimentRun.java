package io.overlap.experiments;

import java.util.List;

/** What an experiment found. */
public interface ExperimentRun {
    /** As JSON, in the form that scripts rely on. */
    String json();

    /** For people. */
    String table();

    /** Where and on what it was made. */
    Machine machine();

    /** Those whose bounds were set for the parameters of this run. */
    List<Claim> claims();

    /** Whether it was stopped before its end. */
    boolean stopped();

    /** Whether anything that was to be done right went wrong: a request, an item. */
    boolean failed();
}
