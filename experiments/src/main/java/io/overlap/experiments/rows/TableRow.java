package io.overlap.experiments.rows;

/** A row of the table that is saved into. */
record TableRow(long id, String name) {
    static TableRow of(long id) {
        return new TableRow(id, "name " + id);
    }
}
