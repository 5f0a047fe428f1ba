package io.overlap.experiments.report;

/** A file that cannot be drawn. The message is one line: the file's name, what is wrong, and what helps. */
final class BadFileException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 300;

    BadFileException(String file, String wrong) {
        super(oneLine(file + ": " + wrong));
    }

    /** What comes out of a damaged file may hold anything. */
    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
