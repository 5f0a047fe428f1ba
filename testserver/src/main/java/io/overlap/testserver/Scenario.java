package io.overlap.testserver;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a server does where a request does not say: its delay, its limits, and what it serves on which path.
 *
 * <p>As text, a line each; {@code #} begins a comment:
 *
 * <pre>
 * delay lognormal(p50=90,p99=900)
 * limit servers=4,queue=64
 * rate 100/s,burst=20,by=address
 * /api/orders  delay=200ms&amp;status=503:0.05&amp;retry-after=1
 * /files/*     size=1MB&amp;rate=64kB/s
 * </pre>
 *
 * <p>Of what is said twice the last line counts. Immutable.
 */
public final class Scenario {
    /** The longest text, in characters. */
    public static final int MAX_CHARS = 256 << 10;

    static final int MAX_ROUTES = 1_000;
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^?*#]]*"); // what a request can ask for

    /** Says nothing. */
    public static final Scenario NONE = new Scenario(null, null, null, List.of());

    private final @Nullable DelayDistribution delay;
    private final @Nullable Limit limit;
    private final @Nullable RateLimit rate;
    private final List<Route> routes;
    private final Map<String, Route> exactRoutes;
    private final List<Route> prefixRoutes; // the longest first

    private Scenario(
            @Nullable DelayDistribution delay, @Nullable Limit limit, @Nullable RateLimit rate, List<Route> routes) {
        this.delay = delay;
        this.limit = limit;
        this.rate = rate;
        this.routes = List.copyOf(routes);
        exactRoutes = routes.stream()
                .filter(route -> !route.prefix())
                .collect(Collectors.toMap(Route::path, route -> route, (first, second) -> second));
        prefixRoutes = new ArrayList<>(routes.stream().filter(Route::prefix).toList());
        Collections.reverse(prefixRoutes); // so that of two alike the last is first
        prefixRoutes.sort(Comparator.comparingInt(route -> -route.path().length()));
    }

    /**
     * Reads a scenario. It may not name files.
     *
     * @throws IllegalArgumentException if a line is none; the message names its number and what is wrong
     */
    public static Scenario parse(String text) {
        return read(text, false);
    }

    /**
     * Reads a scenario whose delays may name files ({@code trace(FILE)}), which are read now.
     *
     * @throws IllegalArgumentException if a line is none; the message names its number and what is wrong
     */
    public static Scenario parseWithFiles(String text) {
        return read(text, true);
    }

    /**
     * Reads a scenario from a file; its delays may name files ({@code trace(FILE)}).
     *
     * @throws IllegalArgumentException if it cannot be read; the message names the file, the line and what is wrong
     */
    public static Scenario load(Path file) {
        try {
            if (Files.size(file) > 4L * MAX_CHARS) {
                throw new IllegalArgumentException("longer than " + MAX_CHARS + " characters");
            }
            return parseWithFiles(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("cannot read " + file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("cannot read " + file + ": not text in UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static Scenario read(String text, boolean files) {
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException("longer than " + MAX_CHARS + " characters: " + text.length());
        }
        Scenario scenario = NONE;
        List<Route> routes = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            String bare = withoutComment(line).strip();
            if (!bare.isEmpty()) {
                try {
                    scenario = bare.startsWith("/") ? scenario : scenario.with(bare, files);
                    if (bare.startsWith("/")) {
                        routes.add(route(bare, files));
                    }
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
                }
            }
            if (routes.size() > MAX_ROUTES) {
                throw new IllegalArgumentException("more than " + MAX_ROUTES + " routes");
            }
        }
        return scenario.withRoutes(routes);
    }

    /** A comment begins the line, or stands after a blank: a query has no blanks. */
    private static String withoutComment(String line) {
        for (int at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
            if (at == 0 || Character.isWhitespace(line.charAt(at - 1))) {
                return line.substring(0, at);
            }
        }
        return line;
    }

    private Scenario with(String line, boolean files) {
        String[] words = line.split("\\s+", 2);
        String value = words.length < 2 ? "" : words[1];
        return switch (words[0]) {
            case "delay" -> withDelay(files ? DelayDistribution.parseWithFiles(value) : DelayDistribution.parse(value));
            case "limit" -> withLimit(Limit.parse(value));
            case "rate" -> withRate(RateLimit.parse(value));
            default ->
                throw new IllegalArgumentException(
                        "neither delay, limit, rate nor a path that begins with /: " + Shown.of(line));
        };
    }

    private static Route route(String line, boolean files) {
        String[] words = line.split("\\s+", 2);
        String query = words.length < 2 ? "" : words[1].strip().replaceAll("\\s+", "&");
        boolean prefix = words[0].endsWith("*");
        String path = prefix ? words[0].substring(0, words[0].length() - 1) : words[0];
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException("not a path: " + Shown.of(words[0])
                    + " (/path, or /prefix/*, as a request has it: %C3%A4 for a letter beyond ASCII)");
        }
        Plan plan = Plan.ofRoute(new Target(path, query), ServerOptions.MAX_STREAM, files);
        return new Route(path, prefix, query, plan);
    }

    /** Null: each kind of request has its own. */
    @Nullable
    DelayDistribution delay() {
        return delay;
    }

    @Nullable
    Limit limit() {
        return limit;
    }

    @Nullable
    RateLimit rate() {
        return rate;
    }

    /** Of the routes that match the one with the longest path, an exact one first; null if none does. */
    @Nullable
    Route route(String path) {
        Route exact = exactRoutes.get(path);
        if (exact != null) {
            return exact;
        }
        for (Route route : prefixRoutes) {
            if (path.startsWith(route.path())) {
                return route;
            }
        }
        return null;
    }

    /** The delay of a request that names none, and whose route names none. */
    public Scenario withDelay(DelayDistribution value) {
        return new Scenario(value, limit, rate, routes);
    }

    public Scenario withLimit(@Nullable Limit value) {
        return new Scenario(delay, value, rate, routes);
    }

    public Scenario withRate(@Nullable RateLimit value) {
        return new Scenario(delay, limit, value, routes);
    }

    private Scenario withRoutes(List<Route> value) {
        return new Scenario(delay, limit, rate, value);
    }

    /**
     * Serves one more path.
     *
     * @param path {@code /path}, or {@code /prefix/*}
     * @param words as in a query: {@code delay=1s&status=503:0.1}
     */
    public Scenario withRoute(String path, String words) {
        List<Route> more = new ArrayList<>(routes);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path does not begin with /: " + path);
        }
        more.add(route(path + ' ' + words, true));
        return withRoutes(more);
    }

    /** The text that {@link #parse} reads, unless it names files. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (delay != null) {
            text.append("delay ").append(delay).append('\n');
        }
        if (limit != null) {
            text.append("limit ").append(limit).append('\n');
        }
        if (rate != null) {
            text.append("rate ").append(rate).append('\n');
        }
        routes.forEach(route -> text.append(route).append('\n'));
        return text.toString();
    }
}
