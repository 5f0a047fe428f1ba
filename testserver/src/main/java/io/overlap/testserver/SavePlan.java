package io.overlap.testserver;

import org.jspecify.annotations.Nullable;

/**
 * What a {@code POST /save} asks to happen to it, in its query.
 *
 * @param query as sent; requests with the same one are counted together
 * @param delayNanos how long the answer waits
 * @param most items that one request may have
 * @param status that the whole request is refused with; 0 for none
 * @param retryAfter of that refusal, in seconds; -1 for none
 * @param refusals how many requests are refused so
 * @param reject the items answered by 422
 * @param retry the items answered by 429
 * @param lost the requests whose items are saved, and whose connection is then closed without an answer; null for none
 */
record SavePlan(
        String query,
        long delayNanos,
        int most,
        int status,
        int retryAfter,
        int refusals,
        Rule reject,
        Rule retry,
        @Nullable Rule lost) {
    static final int MAX_ITEMS = 10_000;

    /** @throws IllegalArgumentException if a parameter is none; the message names it */
    static SavePlan of(Target target, long defaultNanos) {
        String delay = target.parameter("delay");
        String seed = target.parameter("seed");
        int times = (int) target.number("times", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        long salt = seed == null ? 0 : seed.hashCode();
        String reject = target.parameter("reject");
        String retry = target.parameter("retry");
        String lost = target.parameter("lost");
        return new SavePlan(
                target.query(),
                delay == null ? defaultNanos : Delay.parse(delay).nanos(),
                (int) target.number("max-items", MAX_ITEMS, 1, MAX_ITEMS),
                (int) target.number("status", 0, 400, 599),
                (int) target.number("retry-after", -1, 0, 1_000_000),
                times,
                reject == null ? Rule.NEVER : Rule.ofItems("reject", reject, salt),
                retry == null
                        ? Rule.NEVER
                        : Rule.ofItems("retry", retry, salt + 1).first(times),
                lost == null ? null : Rule.ofRequests("lost", lost, salt + 2).first(times));
    }

    /** Whether it matters how often this query was asked. */
    boolean countsRequests() {
        return status != 0 || lost != null;
    }
}
