package io.overlap.batcher;

/** {@link AsyncBatcher#close()} had to give up items; the report has them. */
public final class UndrainedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient CloseReport<?> report;

    UndrainedException(CloseReport<?> report) {
        super(report.left().size() + " items given up by close() after " + report.took() + ": " + report.totals());
        this.report = report;
    }

    public CloseReport<?> report() {
        return report;
    }
}
