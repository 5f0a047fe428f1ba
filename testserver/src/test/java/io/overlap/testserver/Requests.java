package io.overlap.testserver;

import java.util.List;
import java.util.SplittableRandom;

/** Requests of all kinds, good and bad, by chance; the same seed gives the same. */
final class Requests {
    private static final int MOST = 6;
    private static final int TRIALS = 10;
    private static final int NAMES = 2_000;
    private static final List<String> FAULTS = List.of(
            "stall&hold=5ms",
            "reset",
            "empty",
            "malformed-head",
            "big-header&header-size=20kB",
            "gzip-bomb&size=5MB",
            "endless",
            "malformed-chunk&size=10kB",
            "short&size=10kB",
            "reset-body&size=100kB",
            "stall-body&size=10kB&hold=5ms",
            "slow-close&hold=5ms");
    private static final List<String> BODIES = List.of(
            "size=64kB",
            "size=300kB&chunked",
            "size=20kB&trickle=5ms",
            "size=20kB&rate=5MB/s",
            "size=20kB&encoding=gzip",
            "size=20kB&encoding=deflate&chunked&rate=1MB/s",
            "charset=utf-16");
    private static final List<String> ERRORS = List.of(
            "status=503&retry-after=1",
            "status=429:0.5,500:0.5",
            "status=204",
            "redirect=3",
            "redirect=loop",
            "status=503&times=2",
            "p=0.5&fault=reset,short&size=5kB");
    private static final List<String> QUESTIONS = List.of(
            "/stats",
            "/stats?trial=t1",
            "/stats?format=prometheus",
            "/",
            "/saved",
            "/saved?list=true&limit=100",
            "/admin/scenario",
            "/nowhere");

    private static final List<String> FORMATS = List.of("csv", "json", "svg");

    private final SplittableRandom random;

    Requests(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * The bytes of some requests that are sent together.
     *
     * @param end whether the last one asks for the connection to be closed
     */
    String some(boolean end) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(MOST); left > 0; left--) {
            text.append(any());
        }
        return text.append(end ? RawClient.get("/add?name=end&delay=0", "Connection: close") : any())
                .toString();
    }

    private String any() {
        int dice = random.nextInt(1_000);
        if (dice < 250) {
            return add("delay=0");
        }
        if (dice < 400) {
            return add("delay=" + random.nextInt(10));
        }
        if (dice < 450) {
            return add("delay=1h");
        }
        if (dice < 480) {
            return add("delay=lognormal(p50=1,p99=20)");
        }
        if (dice < 640) {
            return add("delay=" + random.nextInt(3) + "&fault=" + one(FAULTS));
        }
        if (dice < 720) {
            return add("delay=0&" + one(BODIES));
        }
        if (dice < 800) {
            return add("delay=0&" + one(ERRORS));
        }
        if (dice < 850) {
            return save();
        }
        if (dice < 900) {
            return RawClient.get(one(QUESTIONS));
        }
        if (dice < 901) {
            return RawClient.get("/chronology?format=" + one(FORMATS));
        }
        return odd();
    }

    private String add(String words) {
        return RawClient.get(
                "/add?name=n" + random.nextInt(NAMES) + '&' + words, "Overlap-Trial: t" + random.nextInt(TRIALS));
    }

    private String save() {
        String body = "[{\"id\":" + random.nextInt(NAMES) + "},{\"id\":\"x" + random.nextInt(NAMES) + "\"}]";
        String words = random.nextInt(4) == 0 ? "&fault=" + one(FAULTS) : "&reject=p:0.1&retry=p:0.1&lost=p:0.05";
        return RawClient.request("POST", "/save?delay=" + random.nextInt(3) + words, "Content-Length: " + body.length())
                + body;
    }

    /** What no good client sends. */
    private String odd() {
        return switch (random.nextInt(9)) {
            case 0 -> "garbage\r\n\r\n";
            case 1 -> "GET /add?name=half HTTP/1.1\r\nHost: x\r\nHalf a hea";
            case 2 -> RawClient.request("POST", "/save", "Content-Length: 20000") + "[1,2";
            case 3 -> RawClient.request("POST", "/add", "Transfer-Encoding: chunked") + "5\r\nabcde\r\nzz\r\n";
            case 4 -> add("delay=soon");
            case 5 -> add("fault=nothing");
            case 6 -> RawClient.get("/" + "x".repeat(5_000));
            case 7 -> RawClient.get("/add?name=x&delay=0", "Filler: " + "y".repeat(9_000));
            default -> RawClient.request("HEAD", "/add?name=x&delay=0&size=100kB");
        };
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
