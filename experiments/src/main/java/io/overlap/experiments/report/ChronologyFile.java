package io.overlap.experiments.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code chronology-VARIANT.csv}, all of it or nothing. */
final class ChronologyFile {
    static final int MAX_ROWS = 100_000;
    static final long MAX_BYTES = 32 << 20;

    private static final String HEAD = "trial,connection,name,arrived_ns,deadline_ns,answered_ns,late_ns,status";
    private static final long LONGEST_NANOS = 7L * 24 * 3600 * 1_000_000_000;

    private final String file;
    private int line = 1;
    private int columns;

    private ChronologyFile(String file) {
        this.file = file;
    }

    static Chronology read(Path file) throws BadFileException {
        String text = TextFile.read(file, MAX_BYTES);
        return new ChronologyFile(String.valueOf(file.getFileName())).parse(text);
    }

    private Chronology parse(String text) throws BadFileException {
        int end = text.indexOf('\n');
        String head = end < 0 ? "" : text.substring(0, end).stripTrailing();
        if (!head.equals(HEAD) && !head.startsWith(HEAD + ',')) { // later columns come behind
            throw new BadFileException(
                    file, "is no chronology of this version: its first line is not \"" + HEAD + "\"");
        }
        columns = head.split(",", -1).length;
        if (!text.endsWith("\n")) {
            long lines = text.chars().filter(c -> c == '\n').count() + 1;
            throw bad("ends in the middle of line " + lines + "; the run was cut off, make it again");
        }
        List<Chronology.Exchange> exchanges = new ArrayList<>();
        String trial = "";
        for (int start = end + 1; start < text.length(); start = end + 1) {
            end = text.indexOf('\n', start);
            line++;
            if (exchanges.size() == MAX_ROWS) {
                throw bad("has more than " + Numbers.count(MAX_ROWS) + " rows");
            }
            List<String> fields = fields(text.substring(start, end).stripTrailing());
            if (exchanges.isEmpty()) {
                trial = fields.getFirst();
            } else if (!trial.equals(fields.getFirst())) {
                throw bad("line " + line + " is of another trial: " + fields.getFirst() + " after " + trial);
            }
            exchanges.add(exchange(fields));
        }
        if (exchanges.isEmpty()) {
            throw bad("has no exchanges");
        }
        Chronology chronology = Chronology.of(exchanges);
        if (chronology.seconds() * 1e9 > LONGEST_NANOS) {
            throw bad("spans more than a week, which no trial does");
        }
        return chronology;
    }

    private Chronology.Exchange exchange(List<String> fields) throws BadFileException {
        long connection = number(fields, 1, "connection");
        long arrived = number(fields, 3, "arrived_ns");
        number(fields, 4, "deadline_ns");
        long answered = number(fields, 5, "answered_ns");
        long status = number(fields, 7, "status");
        if (answered < arrived) {
            throw bad("line " + line + ": answered before it arrived: " + answered + " < " + arrived);
        }
        if (connection > Integer.MAX_VALUE || status > 999) {
            throw bad("line " + line + ": no " + (status > 999 ? "status: " + status : "connection: " + connection));
        }
        return new Chronology.Exchange((int) connection, arrived, answered, (int) status);
    }

    private long number(List<String> fields, int index, String name) throws BadFileException {
        try {
            long value = Long.parseLong(fields.get(index));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad("line " + line + ": " + name + " is no number from 0 on: \"" + fields.get(index) + "\"");
    }

    /** The fields of a line; one in quotes may hold commas, and quotes twice. */
    private List<String> fields(String text) throws BadFileException {
        List<String> fields = new ArrayList<>(columns);
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        if (fields.size() != columns) {
            throw bad("line " + line + " has " + fields.size() + " fields, not " + columns);
        }
        return fields;
    }

    private BadFileException bad(String wrong) {
        return new BadFileException(file, wrong);
    }
}
