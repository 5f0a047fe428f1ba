package io.overlap.testserver;

/** How an exchange ended, as figures tell it by colour. */
enum StatusKind {
    ANSWERED("answered", "#2f7ed8"),
    REDIRECTED("3xx", "#009e73"),
    REFUSED("4xx", "#cc79a7"),
    FAILED("5xx", "#d55e00"),
    GONE("no answer (444, 499)", "#7d8590");

    /*
     * Hues apart from each other also for those who see no red or no green (after Okabe and Ito, Color Universal Design,
     * 2008), each with a contrast of about 3 to white and to dark paper.
     */
    final String label;
    final String colour;

    StatusKind(String label, String colour) {
        this.label = label;
        this.colour = colour;
    }

    static StatusKind of(int status) {
        if (status == Exchange.CANCELLED || status == Exchange.NONE) {
            return GONE;
        }
        if (status >= 500) {
            return FAILED;
        }
        if (status >= 400) {
            return REFUSED;
        }
        return status >= 300 ? REDIRECTED : ANSWERED;
    }
}
