package io.overlap.testserver;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code POST /save} asks to happen to its items, in its query.
 *
 * @param query as sent; requests with the same one are counted together
 * @param most items that one request may have
 * @param reject the items answered by 422
 * @param retry the items answered by 429
 * @param lost the requests whose items are saved, and whose connection is then closed without an answer; null for none
 */
record SavePlan(
        String query,
        int most,
        Rule reject,
        Rule retry,
        @Nullable Rule lost) {
    static final int MAX_ITEMS = 10_000;

    /** @throws IllegalArgumentException if a parameter is none; the message names it */
    static SavePlan of(Target target) {
        String seed = target.parameter("seed");
        int times = (int) target.number("times", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        long salt = seed == null ? 0 : seed.hashCode();
        String reject = target.parameter("reject");
        String retry = target.parameter("retry");
        String lost = target.parameter("lost");
        return new SavePlan(
                target.query(),
                (int) target.number("max-items", MAX_ITEMS, 1, MAX_ITEMS),
                reject == null ? Rule.NEVER : Rule.ofItems("reject", reject, salt),
                retry == null
                        ? Rule.NEVER
                        : Rule.ofItems("retry", retry, salt + 1).first(times),
                lost == null ? null : Rule.ofRequests("lost", lost, salt + 2).first(times));
    }

    /** Whether it matters how often this query was asked. */
    boolean countsRequests() {
        return lost != null;
    }
}
