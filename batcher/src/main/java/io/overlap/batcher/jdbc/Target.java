package io.overlap.batcher.jdbc;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table and columns that rows go to, and what happens where one is there already; makes the SQL. */
record Target(String table, List<String> columns, Conflict conflict, List<String> keys) {
    private static final Pattern NAME = Pattern.compile(
            "(?:[\\p{L}_][\\p{L}\\p{N}_$]*|\"(?:[^\"\0]|\"\")+\")(?:\\.(?:[\\p{L}_][\\p{L}\\p{N}_$]*|\"(?:[^\"\0]|\"\")+\"))*");

    private static final String NUMBER = "overlap_row";

    enum Conflict {
        FAIL,
        IGNORE,
        UPDATE
    }

    Target {
        requireName("table", table);
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("no columns for table " + table + ": name those that the binder gives");
        }
        columns.forEach(column -> requireName("column", column));
        for (String key : keys) {
            if (!columns.contains(key)) {
                throw new IllegalArgumentException("key column " + key + " is not one of " + columns);
            }
        }
        if (conflict == Conflict.UPDATE && keys.isEmpty()) {
            throw new IllegalArgumentException("onConflictUpdate without key columns: name those of a unique index");
        }
    }

    static void requireName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a " + what + " name: " + name + ": quote it as SQL wants it");
        }
    }

    Target onConflict(Conflict then, List<String> keyColumns) {
        return new Target(table, columns, then, keyColumns);
    }

    String insert(int rows) {
        String row = columns.stream().map(column -> "?").collect(Collectors.joining(",", "(", ")"));
        StringBuilder sql = new StringBuilder(into()).append(" values ").append(row);
        for (int i = 1; i < rows; i++) {
            sql.append(',').append(row);
        }
        return sql.append(onConflict()).toString();
    }

    String copy() {
        return "copy " + table + " (" + names() + ") from stdin";
    }

    /**
     * COPY knows no conflict: rows go to a table of the connection first, numbered, for where a row lies in a table ({@code ctid})
     * does not tell when it came: a small one may fill a gap that a large one left.
     */
    String createStage() {
        return "create temporary table if not exists " + stage() + " on commit delete rows as select " + names()
                + ", 0 as " + NUMBER + " from " + table + " with no data";
    }

    String copyToStage() {
        return "copy " + stage() + " (" + names() + ", " + NUMBER + ") from stdin";
    }

    /** In the order of the keys, so that two batches never wait for each other; of repeated rows the last. */
    String mergeStage() {
        String by = String.join(", ", keys);
        if (conflict == Conflict.UPDATE) {
            return into() + " select distinct on (" + by + ") " + names() + " from " + stage() + " order by " + by
                    + ", " + NUMBER + " desc" + onConflict();
        }
        String order = keys.isEmpty() ? NUMBER : by + ", " + NUMBER;
        return into() + " select " + names() + " from " + stage() + " order by " + order + onConflict();
    }

    private String stage() {
        return "overlap_stage_" + Integer.toHexString((table + names()).hashCode());
    }

    private String into() {
        return "insert into " + table + " (" + names() + ")";
    }

    private String names() {
        return String.join(", ", columns);
    }

    /** As PostgreSQL and SQLite have it. */
    private String onConflict() {
        String on = keys.isEmpty() ? "" : " (" + String.join(", ", keys) + ")";
        List<String> others =
                columns.stream().filter(column -> !keys.contains(column)).toList();
        if (conflict == Conflict.FAIL) {
            return "";
        }
        if (conflict == Conflict.IGNORE || others.isEmpty()) {
            return " on conflict" + on + " do nothing";
        }
        return " on conflict" + on + " do update set "
                + others.stream()
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
    }
}
