package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code /stats?format=prometheus}, read as strictly as its text format 0.0.4 is defined. */
class PrometheusTest {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-z][a-z0-9_]*) ([^\\\\]+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE ([a-z][a-z0-9_]*) (counter|gauge|summary)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z][a-z0-9_]*)(\\{[a-z]+=\"[^\"\\\\]*\"})? (-?\\d+(?:\\.\\d+)?(?:E-?\\d+)?)");

    private final TestServer server;

    PrometheusTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void countsAreThoseOfStats() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=2");
        RawClient.ask(server, "/add?name=x&delay=0");
        RawClient.ask(server, "/nowhere");
        try (RawClient held = RawClient.connect(server)) {
            held.send(RawClient.get("/add?name=x&delay=1h"));
            Await.until("held", () -> server.stats().inFlight() == 1);
            RawClient.Response response = RawClient.ask(server, "/stats?format=prometheus");
            assertEquals("text/plain; version=0.0.4; charset=utf-8", response.header("content-type"));
            Map<String, Double> samples = samples(response.body());
            assertEquals(4, samples.get("overlap_received_total"));
            assertEquals(2, samples.get("overlap_requests_total{status=\"200\"}"));
            assertEquals(1, samples.get("overlap_requests_total{status=\"404\"}"));
            assertEquals(1, samples.get("overlap_in_flight"));
            assertEquals(1, samples.get("overlap_max_in_flight"));
            assertTrue(samples.getOrDefault("overlap_connections", 0.0) >= 2);
            assertEquals(3, samples.get("overlap_lateness_seconds_count"));
            assertEquals(0, samples.get("overlap_cancelled_total"));
            assertEquals(0, samples.get("overlap_dropped_records_total"));
            ServerStats.Lateness late = server.stats().lateness();
            assertEquals(late.p50() / 1e3, samples.get("overlap_lateness_seconds{quantile=\"0.5\"}"));
            assertEquals(late.max() / 1e3, samples.get("overlap_lateness_seconds{quantile=\"1\"}"));
        }
        Await.until("cancelled", () -> server.stats().cancelled() == 1);
        Map<String, Double> after =
                samples(RawClient.ask(server, "/stats?format=prometheus").body());
        assertEquals(1, after.get("overlap_cancelled_total"));
        assertEquals(1, after.get("overlap_requests_total{status=\"499\"}"));
        assertEquals(3, after.get("overlap_lateness_seconds_count"), "a cancelled one was not late");
    }

    @Test
    void whatHadNoAnswerIsNotCountedAsLate() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0");
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=0&fault=empty"));
            assertEquals(0, client.readRest().length);
        }
        Map<String, Double> samples =
                samples(RawClient.ask(server, "/stats?format=prometheus").body());
        assertEquals(1, samples.get("overlap_requests_total{status=\"444\"}"));
        assertEquals(1, samples.get("overlap_lateness_seconds_count"));
    }

    @Test
    void oneTrialCanBeAskedFor() throws Exception {
        RawClient.ask(server, "/add?name=x&delay=0", "Overlap-Trial: a");
        RawClient.ask(server, "/add?name=x&delay=0");
        String body = RawClient.ask(server, "/stats?trial=a&format=prometheus").body();
        assertEquals(1, samples(body).get("overlap_received_total"));
        assertEquals(
                404, RawClient.ask(server, "/stats?trial=b&format=prometheus").status());
    }

    @Test
    void unknownFormatIsRefusedAndNoExchange() throws Exception {
        RawClient.Response refused = RawClient.ask(server, "/stats?format=xml");
        assertEquals(400, refused.status());
        assertEquals("unknown format: xml (json or prometheus)\n", refused.body());
        assertEquals(0, server.stats().requests());
    }

    /** Reads it: for each family its help, its type, its samples, nothing twice. */
    private static Map<String, Double> samples(String text) {
        Map<String, Double> samples = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        String family = "";
        assertTrue(text.endsWith("\n"));
        for (String line : text.lines().toList()) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                family = help.group(1);
            } else if (type.matches()) {
                assertEquals(family, type.group(1), "type after its help");
                assertNull(types.put(family, type.group(2)), "type told twice");
            } else {
                assertTrue(sample.matches(), line);
                String kind = types.getOrDefault(family, "untyped");
                Set<String> names = kind.equals("summary") ? Set.of(family, family + "_count") : Set.of(family);
                assertTrue(names.contains(sample.group(1)), line);
                assertEquals(kind.equals("counter"), family.endsWith("_total"), line);
                String labels = sample.group(2) == null ? "" : sample.group(2);
                assertNull(samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3))), line);
            }
        }
        return samples;
    }
}
