package io.overlap.bench;

/** An item to be saved. All are made before a trial, so that what a trial allocates is the contestant's. */
record Row(int id, String text) {
    private static final int MADE = 1_024;

    static Row[] some() {
        Row[] rows = new Row[MADE];
        for (int id = 0; id < MADE; id++) {
            rows[id] = new Row(id, "row " + id);
        }
        return rows;
    }

    int bytes() {
        return Integer.BYTES + text.length();
    }
}
