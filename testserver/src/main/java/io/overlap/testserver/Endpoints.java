package io.overlap.testserver;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What each path answers, and when. Owned by the event loop. */
final class Endpoints {
    static final String TRIAL_HEADER = "Overlap-Trial";
    private static final int MAX_TRIAL_CHARS = 64;
    private static final int MAX_NAME_CHARS = 256;
    private static final DelayDistribution GET_DELAY = DelayDistribution.parse("1024");
    private static final DelayDistribution POST_DELAY = DelayDistribution.parse("100");
    private static final byte[] DOT = {'.'};

    private final TestServer server;
    private final ServerOptions options;
    private final Ledger ledger;
    private final Saves saves;
    private final Questions questions;
    private final Save.Held held = new Save.Held();
    private final Asked asked = new Asked();
    private volatile Scenario scenario; // written by the event loop
    private @Nullable Capacity capacity;
    private @Nullable Rates rates;

    Endpoints(TestServer server, ServerOptions options, Ledger ledger, Saves saves, LiveFeed feed) {
        this.server = server;
        this.options = options;
        this.ledger = ledger;
        this.saves = saves;
        questions = new Questions(server, this, options, ledger, saves, held, feed);
        scenario = options.scenario();
        change(scenario);
    }

    Scenario scenario() {
        return scenario;
    }

    /** What waits already waits on as it was told; servers and buckets of which nothing new is said are kept. */
    void change(Scenario next) {
        Limit before = capacity == null ? null : capacity.limit();
        if (!Objects.equals(before, next.limit())) {
            capacity = next.limit() == null ? null : new Capacity(next.limit());
        }
        if (rates == null || !Objects.equals(scenario.rate(), next.rate())) {
            rates = next.rate() == null ? null : new Rates(next.rate());
        }
        scenario = next;
        server.waitsAt(capacity);
    }

    /** Forgets how often each URL was asked. */
    void reset() {
        asked.reset();
    }

    /**
     * Decides the answer to a request whose head was just decoded.
     *
     * @param client who asks: its address
     */
    Reply open(HttpRequest request, int connection, String client) {
        Target target = Target.of(request.uri());
        Reply reply = answer(request, target, connection, client);
        reply.http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        reply.bodiless = request.method().equals(HttpMethod.HEAD);
        boolean endsItself = reply.feed == null && (reply.report == null || !reply.http10); // HTTP/1.0 has no chunks
        reply.keepAlive =
                HttpUtil.isKeepAlive(request) && !request.decoderResult().isFailure() && endsItself;
        return reply;
    }

    private Reply answer(HttpRequest request, Target target, int connection, String client) {
        if (request.decoderResult().isFailure()) {
            return malformed(request.decoderResult(), connection);
        }
        Route route = scenario.route(target.path());
        boolean mine = route == null || route.prefix() || target.path().startsWith("/admin/");
        Reply answer = mine ? questions.answer(request, target) : null;
        if (answer != null) {
            return answer;
        }
        Reply reply = new Reply(ledger.arrived(trial(request), connection, server.now()));
        try {
            exchange(reply, request, target, route, client);
        } catch (IllegalArgumentException e) {
            reply.refused(400, reason(e));
        }
        return reply;
    }

    /** Fills in the answer to a request that is counted. */
    private void exchange(Reply reply, HttpRequest request, Target target, @Nullable Route route, String client) {
        long wait = rates == null ? 0 : rates.ask(clientOf(request, client), server.now());
        if (wait > 0) {
            long seconds = Math.max(1, (wait + 999_999_999) / 1_000_000_000);
            reply.refused(429, "more than " + scenario.rate() + ": again in " + seconds + " s")
                    .header("Retry-After", Long.toString(seconds));
            return;
        }
        switch (target.path()) {
            case "/add" -> add(reply, request, target, route);
            case "/save" -> save(reply, request, target, route);
            default -> {
                if (route == null) {
                    reply.refused(404, "no such path: " + target.path());
                    return;
                }
                Ledger.Entry entry = entryOf(reply);
                entry.name = kept(target.path());
                reply.body = DOT;
                plan(reply, target, route, GET_DELAY, request);
            }
        }
    }

    private String clientOf(HttpRequest request, String client) {
        String header = scenario.rate() == null ? "" : scenario.rate().header();
        return header.isEmpty() ? client : kept(request.headers().get(header, ""));
    }

    private void add(Reply reply, HttpRequest request, Target target, @Nullable Route route) {
        boolean post = request.method().equals(HttpMethod.POST);
        if (!post && !request.method().equals(HttpMethod.GET)) {
            reply.refused(405, "method " + request.method() + " not allowed: use GET or POST")
                    .header("Allow", "GET, POST");
            return;
        }
        String name = target.parameter("name");
        if (name == null && !post) {
            reply.refused(400, "name is missing: /add?name=x&delay=100");
            return;
        }
        entryOf(reply).name = name == null ? "" : kept(name);
        reply.body = DOT;
        plan(reply, target, route, post ? POST_DELAY : GET_DELAY, request);
        if (post && reply.status == 200) {
            reply.json("{\"result\":\"ok\",\"t\":" + reply.serviceNanos / 1e9 + "}");
        }
    }

    private void save(Reply reply, HttpRequest request, Target target, @Nullable Route route) {
        if (!request.method().equals(HttpMethod.POST)) {
            reply.refused(405, "method " + request.method() + " not allowed: use POST")
                    .header("Allow", "POST");
            return;
        }
        String name = target.parameter("name");
        SavePlan items = SavePlan.of(target);
        entryOf(reply).name = name == null ? "save" : kept(name);
        int nth = plan(reply, target, route, POST_DELAY, request);
        if (nth == 0 && items.countsRequests()) {
            nth = asked.count(trial(request), target.url());
        }
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        reply.intake = new Save(saves, items, held, trial(request), nth, type);
    }

    /** Decides the delay, the body and what goes wrong. Returns how often this was asked if that matters, else 0. */
    private int plan(Reply reply, Target target, @Nullable Route route, DelayDistribution own, HttpRequest request) {
        Plan plan = Plan.of(target, route == null ? Plan.PLAIN : route.plan(), options.maxStream());
        DelayDistribution delay =
                plan.delay() != null ? plan.delay() : scenario.delay() != null ? scenario.delay() : own;
        String url = target.url();
        reply.serviceNanos = delay.nanos(Hash.of(options.seed(), url, 0));
        reply.capacity = capacity;
        entryOf(reply).deadlineNanos = entryOf(reply).arrivedNanos + reply.serviceNanos;
        reply.content = plan.content();
        Faults faults = plan.faults();
        if (faults.isNone()) {
            return 0;
        }
        int nth = asked.count(trial(request), url);
        Faults.Drawn drawn = faults.draw(options.seed(), url, nth);
        reply.faults = drawn.faults();
        if (drawn.redirected() && drawn.status() < 400) {
            reply.text(drawn.status() < 300 ? 302 : drawn.status(), "")
                    .header("Location", location(target, faults.redirects()));
        } else if (drawn.status() != 0) {
            HttpResponseStatus status = HttpResponseStatus.valueOf(drawn.status());
            reply.text(drawn.status(), status.code() + " " + status.reasonPhrase() + ", as asked by status=\n");
            if (plan.content().retryAfter() >= 0) {
                reply.header("Retry-After", Integer.toString(plan.content().retryAfter()));
            }
        }
        return nth;
    }

    /** The same target with one redirect less to go. */
    private static String location(Target target, int redirects) {
        if (redirects == Faults.LOOP) {
            return target.url();
        }
        StringBuilder query = new StringBuilder();
        for (String part : target.query().split("&", -1)) {
            if (!part.isEmpty() && !part.startsWith("redirect=")) {
                query.append(part).append('&');
            }
        }
        return target.path() + '?' + query + "redirect=" + (redirects - 1);
    }

    private Reply malformed(DecoderResult result, int connection) {
        Reply reply = new Reply(ledger.arrived("", connection, server.now()));
        if (result.cause() instanceof TooLongHttpLineException) {
            return reply.refused(414, "request line longer than " + TestServer.MAX_LINE + " bytes");
        }
        if (result.cause() instanceof TooLongHttpHeaderException) {
            return reply.refused(431, "head longer than " + TestServer.MAX_HEAD + " bytes");
        }
        return reply.refused(400, "not HTTP/1.1: " + reason(result.cause()));
    }

    private static String trial(HttpRequest request) {
        String trial = request.headers().get(TRIAL_HEADER, "");
        return trial.length() > MAX_TRIAL_CHARS ? trial.substring(0, MAX_TRIAL_CHARS) : trial;
    }

    /** What is remembered of a text is bounded. */
    private static String kept(String text) {
        return text.length() > MAX_NAME_CHARS ? text.substring(0, MAX_NAME_CHARS) : text;
    }

    private static Ledger.Entry entryOf(Reply reply) {
        if (reply.entry == null) {
            throw new AssertionError("an exchange without its entry");
        }
        return reply.entry;
    }

    static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "unreadable" : message;
    }
}
