package io.overlap.experiments;

/** How the connections ask. */
enum LatenessMode {
    /** All at once, and again when all are answered: the answers fall due in one burst. */
    LOCK_STEP("lock-step", 10),
    /** Evenly spread over the delay, each again when it is answered: one answer falls due after the other. */
    PACED("paced", 10),
    /** All at once, and no answer is due for long: what a waiting connection takes. */
    HELD("held", 1);

    private static final int MANY = 1_000;

    private final String word;
    private final int rounds;

    LatenessMode(String word, int rounds) {
        this.word = word;
        this.rounds = rounds;
    }

    /** Requests of each connection in a trial; more where they are few, so that a percentile means something. */
    int rounds(int connections) {
        return this == HELD || connections >= MANY ? rounds : 3 * rounds;
    }

    /** What the server is asked to wait: paced, a second for many connections, or two cores could not send them. */
    int delayMillis(int connections) {
        return switch (this) {
            case LOCK_STEP -> 100;
            case PACED -> connections > MANY ? 1_000 : 100;
            case HELD -> 60_000;
        };
    }

    @Override
    public String toString() {
        return word;
    }
}
