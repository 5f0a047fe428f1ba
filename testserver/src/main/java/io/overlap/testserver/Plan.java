package io.overlap.testserver;

import io.overlap.testserver.Faults.Chance;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How an answer is to be: what its query says, over what its route says. */
record Plan(@Nullable DelayDistribution delay, Content content, Faults faults) {
    static final Plan PLAIN = new Plan(null, Content.PLAIN, Faults.NONE);

    /**
     * Reads the words of a query; those it does not know are for others.
     *
     * @param most bytes of a body
     * @throws IllegalArgumentException if a value is none; the message names it
     */
    static Plan of(Target words, Plan under, long most) {
        Plan plan = words.query().isEmpty() ? under : new Reader(under, most, false).read(words);
        if (plan.content.size() > most) {
            throw new IllegalArgumentException("size of the route over " + most + " bytes: " + plan.content.size());
        }
        return plan;
    }

    /** The same for a route, where a file may be named. An unknown word is refused: nobody else will miss it. */
    static Plan ofRoute(Target words, long most, boolean files) {
        Reader reader = new Reader(PLAIN, most, files);
        reader.strict = true;
        return reader.read(words);
    }

    /** Takes word after word; what is not named stays as it was. */
    private static final class Reader {
        private final long most;
        private final boolean files;
        private boolean strict;
        private boolean saysFaults;
        private boolean saysContent;

        private @Nullable DelayDistribution delay;
        private long size;
        private long trickleNanos;
        private long bytesPerSecond;
        private Content.@Nullable Encoding encoding;
        private boolean chunked;
        private @Nullable Charset charset;
        private int headerSize;
        private long holdNanos;
        private int retryAfter;
        private List<Chance<Fault>> faults;
        private List<Chance<Integer>> statuses;
        private int redirects;
        private double p;
        private int times;
        private final Plan under;

        Reader(Plan under, long most, boolean files) {
            this.under = under;
            this.most = most;
            this.files = files;
            Content content = under.content;
            size = content.size();
            trickleNanos = content.trickleNanos();
            bytesPerSecond = content.bytesPerSecond();
            encoding = content.encoding();
            chunked = content.chunked();
            charset = content.charset();
            headerSize = content.headerSize();
            holdNanos = content.holdNanos();
            retryAfter = content.retryAfter();
            faults = under.faults.list();
            statuses = under.faults.statuses();
            redirects = under.faults.redirects();
            p = under.faults.p();
            times = under.faults.times();
            delay = under.delay;
        }

        Plan read(Target words) {
            words.forEach(this::take);
            Content content = saysContent
                    ? new Content(
                            size,
                            trickleNanos,
                            bytesPerSecond,
                            encoding,
                            chunked,
                            charset,
                            headerSize,
                            holdNanos,
                            retryAfter)
                    : under.content;
            Faults failures = saysFaults ? new Faults(faults, statuses, redirects, p, times) : under.faults;
            return new Plan(delay, content, failures);
        }

        private void take(String name, String value) {
            if (name.equals("delay")) {
                delay = files ? DelayDistribution.parseWithFiles(value) : DelayDistribution.parse(value);
            } else if (takeFault(name, value)) {
                saysFaults = true;
            } else if (takeContent(name, value)) {
                saysContent = true;
            } else if (strict) {
                throw new IllegalArgumentException("unknown word: " + Shown.of(name)
                        + " (delay, size, trickle, rate, encoding, chunked, charset, header-size, hold, retry-after,"
                        + " fault, status, redirect, p, times)");
            }
        }

        private boolean takeFault(String name, String value) {
            switch (name) {
                case "fault" -> faults = Faults.faults(value);
                case "status" -> statuses = Faults.statuses(value);
                case "redirect" -> redirects = Faults.redirects(value);
                case "p" -> p = Faults.probability(name, value);
                case "times" -> times = (int) Words.number(name, value, 0, Integer.MAX_VALUE);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean takeContent(String name, String value) {
            switch (name) {
                case "size" -> size = Words.bytes(name, value, most);
                case "trickle" -> trickleNanos = Delay.parse(value).nanos();
                case "rate" -> bytesPerSecond = Words.bytesPerSecond(name, value);
                case "encoding" -> encoding = Content.Encoding.of(value);
                case "chunked" -> chunked = Words.flag(name, value);
                case "charset" -> charset = Content.charset(value);
                case "header-size" -> headerSize = (int) Words.bytes(name, value, Content.MAX_HEADER);
                case "hold" -> holdNanos = Delay.parse(value).nanos();
                case "retry-after" -> retryAfter = (int) Words.number(name, value, 0, 1_000_000);
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
