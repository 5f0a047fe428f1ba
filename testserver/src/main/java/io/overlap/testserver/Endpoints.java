package io.overlap.testserver;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What each path answers, and when. */
final class Endpoints {
    static final String TRIAL_HEADER = "Overlap-Trial";
    private static final int MAX_TRIAL_CHARS = 64;
    private static final long POST_DELAY_NANOS = 100_000_000;
    private static final byte[] DOT = {'.'};

    private final ServerOptions options;
    private final Ledger ledger;
    private final Saves saves;
    private final Save.Held held = new Save.Held();
    private final LongSupplier clock;
    private final TestServer server;

    Endpoints(TestServer server, ServerOptions options, Ledger ledger, Saves saves, LongSupplier clock) {
        this.server = server;
        this.options = options;
        this.ledger = ledger;
        this.saves = saves;
        this.clock = clock;
    }

    /** Decides the answer to a request whose head was just decoded. */
    Reply open(HttpRequest request, int connection) {
        Target target = Target.of(request.uri());
        Reply reply = answer(request, target, connection);
        reply.http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        reply.bodiless = request.method().equals(HttpMethod.HEAD);
        boolean endsItself = reply.report == null || !reply.http10; // HTTP/1.0 has no chunks
        reply.keepAlive =
                HttpUtil.isKeepAlive(request) && !request.decoderResult().isFailure() && endsItself;
        return reply;
    }

    private Reply answer(HttpRequest request, Target target, int connection) {
        if (request.decoderResult().isFailure()) {
            return malformed(request.decoderResult(), connection);
        }
        try {
            return switch (target.path()) {
                case "/add" -> add(request, target, connection);
                case "/" -> isFlush(target) ? flush() : notFound(request, target, connection);
                case "/save" -> save(request, target, connection);
                case "/saved" -> saved(target);
                case "/stats" -> stats(target);
                case "/chronology" -> chronology(target);
                case "/admin/reset" -> reset(request, target, connection);
                default -> notFound(request, target, connection);
            };
        } catch (IllegalArgumentException e) {
            return arrival(request, connection).refused(400, reason(e));
        }
    }

    private Reply add(HttpRequest request, Target target, int connection) {
        if (isFlush(target)) {
            return flush();
        }
        String name = target.parameter("name");
        String delay = target.parameter("delay");
        Reply reply = arrival(request, connection);
        boolean post = request.method().equals(HttpMethod.POST);
        if (!post && !request.method().equals(HttpMethod.GET)) {
            reply.allow = "GET, POST";
            return reply.refused(405, "method " + request.method() + " not allowed: use GET or POST");
        }
        if (name == null && !post) {
            return reply.refused(400, "name is missing: /add?name=x&delay=100");
        }
        Ledger.Entry entry = entryOf(reply);
        entry.name = name == null ? "" : name;
        long planned = post ? POST_DELAY_NANOS : options.delay().nanos();
        try {
            planned = delay == null ? planned : Delay.parse(delay).nanos();
        } catch (IllegalArgumentException e) {
            return reply.refused(400, reason(e));
        }
        entry.deadlineNanos = entry.arrivedNanos + planned;
        reply.body = DOT;
        return post ? reply.json("{\"result\":\"ok\",\"t\":" + planned / 1e9 + "}") : reply;
    }

    private Reply save(HttpRequest request, Target target, int connection) {
        String name = target.parameter("name");
        SavePlan plan = SavePlan.of(target, POST_DELAY_NANOS);
        Reply reply = arrival(request, connection);
        if (!request.method().equals(HttpMethod.POST)) {
            reply.allow = "POST";
            return reply.refused(405, "method " + request.method() + " not allowed: use POST");
        }
        Ledger.Entry entry = entryOf(reply);
        entry.name = name == null ? "save" : name;
        entry.deadlineNanos = entry.arrivedNanos + plan.delayNanos();
        String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        reply.save = new Save(saves, plan, held, trial(request), type);
        return reply;
    }

    private Reply saved(Target target) {
        String trial = target.parameter("trial");
        long offset = target.number("offset", 0, 0, Integer.MAX_VALUE);
        int limit = (int) target.number("limit", SavePlan.MAX_ITEMS, 1, SavePlan.MAX_ITEMS);
        Saved counts = saves.saved(trial);
        if (counts == null) {
            return question().refused(404, "unknown trial: " + trial);
        }
        return "true".equals(target.parameter("list"))
                ? question().report(Reply.JSON, out -> Reports.savedJson(counts, saves, trial, offset, limit, out))
                : question().json(Reports.savedJson(counts) + "}\n");
    }

    private Reply stats(Target target) {
        String trial = target.parameter("trial");
        ServerStats stats = trial == null ? server.stats() : server.statsOrNull(trial);
        return stats == null
                ? question().refused(404, "unknown trial: " + trial)
                : question().json(Reports.statsJson(stats, server.transport()));
    }

    private Reply chronology(Target target) {
        String format = target.parameter("format");
        String trial = target.parameter("trial");
        if (format == null || format.equals("json")) {
            return question().report(Reply.JSON, out -> Reports.chronologyJson(ledger.chronology, trial, out));
        }
        if (format.equals("csv")) {
            return question().report(Reply.CSV, out -> Reports.chronologyCsv(ledger.chronology, trial, out));
        }
        return question().refused(400, "unknown format: " + format + " (json or csv)");
    }

    private Reply flush() {
        double started = server.startedEpochSeconds();
        return question().report(Reply.JSON, out -> Reports.bookJson(ledger.chronology, started, out));
    }

    private Reply reset(HttpRequest request, Target target, int connection) {
        if (!options.admin()) {
            return notFound(request, target, connection);
        }
        if (!request.method().equals(HttpMethod.POST)) {
            Reply reply = question();
            reply.allow = "POST";
            return reply.refused(405, "method " + request.method() + " not allowed: use POST");
        }
        server.reset();
        return question().text(200, "ok\n");
    }

    private Reply notFound(HttpRequest request, Target target, int connection) {
        return arrival(request, connection).refused(404, "no such path: " + target.path());
    }

    private Reply malformed(DecoderResult result, int connection) {
        Reply reply = new Reply(ledger.arrived("", connection, clock.getAsLong()));
        if (result.cause() instanceof TooLongHttpLineException) {
            return reply.refused(414, "request line longer than " + TestServer.MAX_LINE + " bytes");
        }
        if (result.cause() instanceof TooLongHttpHeaderException) {
            return reply.refused(431, "head longer than " + TestServer.MAX_HEAD + " bytes");
        }
        return reply.refused(400, "not HTTP/1.1: " + reason(result.cause()));
    }

    /** An exchange: counted and kept. */
    private Reply arrival(HttpRequest request, int connection) {
        return new Reply(ledger.arrived(trial(request), connection, clock.getAsLong()));
    }

    private static String trial(HttpRequest request) {
        String trial = request.headers().get(TRIAL_HEADER, "");
        return trial.length() > MAX_TRIAL_CHARS ? trial.substring(0, MAX_TRIAL_CHARS) : trial;
    }

    /** A question about the server itself: asking does not change the answer. */
    private static Reply question() {
        Reply reply = new Reply(null);
        reply.due = true;
        return reply;
    }

    private static Ledger.Entry entryOf(Reply reply) {
        if (reply.entry == null) {
            throw new AssertionError("an exchange without its entry");
        }
        return reply.entry;
    }

    private static boolean isFlush(Target target) {
        String flush = target.parameter("flush");
        return flush != null && !flush.isEmpty();
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "unreadable" : message;
    }
}
