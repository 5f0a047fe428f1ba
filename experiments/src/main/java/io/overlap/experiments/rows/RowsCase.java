package io.overlap.experiments.rows;

import io.overlap.experiments.database.Database;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way to save rows, in one size.
 *
 * @param batchRows rows of a transaction
 * @param connections that save at once: threads of the hand-written loop, batches in flight of ours
 */
record RowsCase(How how, int batchRows, int connections, Who who) {

    private static final Map<String, Double> CEILINGS = Map.of(
            "single-1-x1", 5_231.0,
            "multirow-100-x1", 324_646.0,
            "multirow-100-x4", 515_203.0,
            "multirow-1000-x1", 791_344.0,
            "copy-100-x1", 227_362.0,
            "copy-1000-x1", 516_545.0,
            "copy-10000-x1", 1_656_573.0);

    /** What is said to the database. */
    enum How {
        SINGLE(Database.Kind.POSTGRESQL),
        MULTIROW(Database.Kind.POSTGRESQL),
        COPY(Database.Kind.POSTGRESQL),
        TRANSACTION(Database.Kind.SQLITE);

        private final Database.Kind kind;

        How(Database.Kind kind) {
            this.kind = kind;
        }

        Database.Kind kind() {
            return kind;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Who says it. */
    enum Who {
        HAND_WRITTEN("hand-written"),
        OURS("ours");

        private final String word;

        Who(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    RowsCase {
        if (batchRows < 1) {
            throw new IllegalArgumentException("rows of a batch < 1: " + batchRows);
        }
        if (connections < 1) {
            throw new IllegalArgumentException("connections < 1: " + connections);
        }
        if (how == How.SINGLE && batchRows != 1) {
            throw new IllegalArgumentException("single inserts in batches of " + batchRows);
        }
    }

    RowsCase by(Who other) {
        return new RowsCase(how, batchRows, connections, other);
    }

    /** How the trials are called. */
    String id() {
        return how + "-" + batchRows + "-x" + connections + "-" + who;
    }

    /**
     * Rows a second of the same with PostgreSQL 15 on this machine while it was quiet (pgjdbc, synchronous_commit on, hand-written):
     * anchors/peers.md, section 9. Null where that tells nothing.
     */
    @Nullable
    Double ceiling() {
        return CEILINGS.get(how + "-" + batchRows + "-x" + connections);
    }
}
