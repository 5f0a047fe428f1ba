package io.overlap.testserver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is asked about the server itself. Asking is not counted, so it does not change the answer. */
final class Questions {
    private static final byte[] PAGE = LivePage.bytes(); // read before the event loop runs
    private static final String READS = "GET, HEAD";
    private static final Pattern PORT = Pattern.compile(":\\d+$");

    private final TestServer server;
    private final Endpoints endpoints;
    private final ServerOptions options;
    private final Ledger ledger;
    private final Saves saves;
    private final Save.Held held;
    private final LiveFeed feed;

    Questions(
            TestServer server,
            Endpoints endpoints,
            ServerOptions options,
            Ledger ledger,
            Saves saves,
            Save.Held held,
            LiveFeed feed) {
        this.server = server;
        this.endpoints = endpoints;
        this.options = options;
        this.ledger = ledger;
        this.saves = saves;
        this.held = held;
        this.feed = feed;
    }

    /** Null if it is no question. */
    @Nullable
    Reply answer(HttpRequest request, Target target) {
        try {
            return switch (target.path()) {
                case "/add" -> isRead(request) && isFlush(target) ? flush() : null;
                case "/admin/reset" -> options.admin() ? reset(request) : null;
                case "/admin/scenario" -> options.admin() ? scenario(request) : null;
                default -> {
                    Reply told = told(target);
                    yield told == null || isRead(request) ? told : notAllowed(request, READS);
                }
            };
        } catch (IllegalArgumentException e) {
            return question().refused(400, Endpoints.reason(e));
        }
    }

    /** What there is to read; null if that is nothing. */
    private @Nullable Reply told(Target target) {
        return switch (target.path()) {
            case "/" -> isFlush(target) ? flush() : page();
            case "/events" -> events();
            case "/favicon.ico" -> question().text(204, ""); // browsers ask for it beside all that is not a page
            case "/saved" -> saved(target);
            case "/stats" -> stats(target);
            case "/ca.pem" -> authority();
            case "/chronology" -> chronology(target);
            default -> null;
        };
    }

    private static boolean isRead(HttpRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    private static boolean isFlush(Target target) {
        String flush = target.parameter("flush");
        return flush != null && !flush.isEmpty();
    }

    /** Never in a frame: a page of another site could have its reader click on what is not seen. */
    private static Reply page() {
        Reply reply = question().header("Content-Security-Policy", "frame-ancestors 'none'");
        reply.contentType = Reply.HTML;
        reply.body = PAGE;
        return reply;
    }

    private Reply flush() {
        double started = server.startedEpochSeconds();
        return question().report(Reply.JSON, out -> Reports.bookJson(ledger.chronology, started, out));
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
        if (stats == null) {
            return question().refused(404, "unknown trial: " + trial);
        }
        String format = target.parameter("format");
        if (format == null || format.equals("json")) {
            return question().json(Reports.statsJson(stats, server.transport()));
        }
        if (format.equals("prometheus")) {
            Reply reply = question().text(200, Prometheus.text(stats));
            reply.contentType = Reply.PROMETHEUS;
            return reply;
        }
        return question().refused(400, "unknown format: " + format + " (json or prometheus)");
    }

    /** Null without TLS. */
    private @Nullable Reply authority() {
        String pem = server.caPemOrNull();
        if (pem == null) {
            return null;
        }
        Reply reply = question().text(200, pem);
        reply.contentType = Reply.PEM;
        return reply;
    }

    private Reply events() {
        return feed.isFull()
                ? question().refused(503, LiveFeed.MAX_WATCHERS + " watch already: close one of their pages")
                : question().events(feed);
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
        if (format.equals("svg")) {
            return question().report(Reply.SVG, out -> ChronologySvg.write(ledger.chronology, trial, out));
        }
        return question().refused(400, "unknown format: " + format + " (json, csv or svg)");
    }

    private Reply reset(HttpRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return notAllowed(request, "POST");
        }
        if (isOfAnotherSite(request)) {
            return forbidden();
        }
        server.reset();
        return question().text(200, "ok\n");
    }

    private Reply scenario(HttpRequest request) {
        if (isRead(request)) {
            return question().text(200, endpoints.scenario().toString());
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return notAllowed(request, READS + ", POST");
        }
        if (isOfAnotherSite(request)) {
            return forbidden();
        }
        Reply reply = question();
        reply.intake = new Change();
        return reply;
    }

    /**
     * Any page that somebody has open could post to loopback; a browser says which one it is. Whoever owns a name in the
     * public DNS could even have it lead here, so that page and server are of one site (DNS rebinding).
     */
    private boolean isOfAnotherSite(HttpRequest request) {
        String origin = request.headers().get(HttpHeaderNames.ORIGIN);
        String host = request.headers().get(HttpHeaderNames.HOST, "");
        return origin != null
                && !((origin.equals("http://" + host) || origin.equals("https://" + host)) && isNear(host));
    }

    /** Whether it is an address, a name that no public DNS gives, or the one that the server was started with. */
    private boolean isNear(String host) {
        String name = PORT.matcher(host).replaceFirst("");
        return NetUtil.isValidIpV4Address(name)
                || name.indexOf('.') < 0 // also an IPv6 address, in its brackets
                || name.endsWith(".localhost")
                || name.endsWith(".local")
                || name.equalsIgnoreCase(options.host());
    }

    private static Reply forbidden() {
        return question()
                .refused(
                        403,
                        "a page of another site may not change this server: open it by its address, or as localhost");
    }

    private static Reply notAllowed(HttpRequest request, String allowed) {
        return question()
                .refused(405, "method " + request.method() + " not allowed: use " + allowed)
                .header("Allow", allowed);
    }

    private static Reply question() {
        Reply reply = new Reply(null);
        reply.due = true;
        return reply.header("Cache-Control", "no-store");
    }

    /** Takes a new scenario. */
    private final class Change implements Reply.Intake {
        private final ByteArrayOutputStream text = new ByteArrayOutputStream();

        @Override
        public boolean take(ByteBuf piece) {
            held.bytes += piece.readableBytes();
            text.writeBytes(ByteBufUtil.getBytes(piece));
            return held.bytes <= Save.MAX_HELD_BYTES;
        }

        @Override
        public void received(Reply reply) {
            try {
                Scenario next = Scenario.parse(text.toString(StandardCharsets.UTF_8));
                endpoints.change(next);
                reply.text(200, next.toString());
            } catch (IllegalArgumentException e) {
                reply.refused(400, Endpoints.reason(e));
            }
        }

        @Override
        public void finish(Reply reply) {
            end();
        }

        @Override
        public void end() {
            held.bytes -= text.size();
            text.reset();
        }
    }
}
