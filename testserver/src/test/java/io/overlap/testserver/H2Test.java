package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 without TLS, by prior knowledge, and what is answered in it. */
class H2Test extends H2Served {
    /** How much a busy machine may mix up neighbours; a request held by the one before it would be later than that. */
    private static final long BUSY_NANOS = 100_000_000;

    private static final String PROTOCOL_ERROR = "1";

    H2Test() throws IOException {}

    @Test
    void answerComesAfterItsDelayAndTellsHowLate() throws Exception {
        long start = System.nanoTime();
        H2Client.Answer answer = H2Client.ask(server, "GET", "/add?name=x&delay=30", "overlap-trial", "t");
        AddTest.assertPassed(30, start);
        assertEquals(200, answer.status());
        assertEquals(".", answer.body());
        assertEquals("1", answer.header("content-length"));
        assertEquals("text/plain; charset=utf-8", answer.header("content-type"));
        assertTrue(
                answer.header("server-timing").matches("plan;dur=30, late;dur=\\d+(\\.\\d{1,3})?"), answer::toString);
        Exchange exchange = server.chronology().get(0);
        assertEquals("x", exchange.name());
        assertEquals("t", exchange.trial());
        assertEquals(200, exchange.status());
        assertTrue(exchange.lateNanos() >= 0, exchange::toString);
    }

    @Test
    void slowAnswerHoldsNoOther() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            ByteArrayOutputStream requests = new ByteArrayOutputStream();
            requests.writeBytes(H2Client.request("GET", 1, "/add?name=slow&delay=300", true));
            requests.writeBytes(H2Client.request("GET", 3, "/add?name=fast&delay=50", true));
            requests.writeBytes(H2Client.request("GET", 5, "/add?name=now&delay=0", true));
            client.raw().sendBytes(requests.toByteArray());
            List<Integer> order =
                    client.readAnswers(3).stream().map(H2Client.Answer::stream).toList();
            assertEquals(List.of(5, 3, 1), order);
        }
        assertEquals(3, server.stats().maxInFlight());
    }

    @Test
    void hundredStreamsAreEachAnsweredAtTheirOwnDeadline() throws Exception {
        List<Integer> delays = new ArrayList<>(
                Stream.iterate(50, delay -> delay + 3).limit(100).toList());
        Collections.shuffle(delays, new Random(42));
        try (H2Client client = H2Client.connect(server)) {
            for (int i = 0; i < 100; i++) {
                client.get(2 * i + 1, "/add?name=u" + i + "&delay=" + delays.get(i));
            }
            assertEquals(
                    100,
                    client.readAnswers(100).stream()
                            .filter(a -> a.body().equals("."))
                            .count());
        }
        List<Exchange> exchanges = server.chronology();
        assertEquals(100, exchanges.size());
        long before = 0;
        for (Exchange exchange : exchanges) {
            assertTrue(exchange.lateNanos() >= 0, exchange::toString);
            assertTrue(exchange.deadlineNanos() > before - BUSY_NANOS, exchange + " after its turn");
            before = exchange.deadlineNanos();
            assertEquals(exchanges.get(0).connection(), exchange.connection());
        }
    }

    @Test
    void hundredRequestsOfAnOrdinaryClientShareOneConnection() throws Exception {
        try (TestServer secure = TestServer.builder().tls(Tls.GOOD).start()) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(secure.sslContext()).build();
            assertEquals(
                    ".",
                    send(client, secure, "first", 0).get(10, TimeUnit.SECONDS).body());
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(send(client, secure, "u" + i, 800 - 2 * i));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertEquals(".", answer.get(10, TimeUnit.SECONDS).body());
                assertEquals(HttpClient.Version.HTTP_2, answer.join().version());
            }
            assertEquals(101, secure.stats().requests());
            assertEquals(
                    1,
                    secure.chronology().stream()
                            .map(Exchange::connection)
                            .distinct()
                            .count());
            assertTrue(secure.stats().maxInFlight() > 50, () -> secure.stats().toString());
        }
    }

    @Test
    void cancelledRequestOfAnOrdinaryClientIsCountedAsOne() throws Exception {
        try (TestServer secure = TestServer.builder().tls(Tls.GOOD).start()) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(secure.sslContext()).build();
            assertEquals(
                    ".",
                    send(client, secure, "first", 0).get(10, TimeUnit.SECONDS).body());
            CompletableFuture<HttpResponse<String>> cancelled = send(client, secure, "cancelled", 3_600_000);
            Await.until("in flight", () -> secure.stats().inFlight() == 1);
            cancelled.cancel(true);
            Await.until("cancelled", () -> secure.stats().cancelled() == 1);
            assertEquals(
                    ".",
                    send(client, secure, "next", 0).get(10, TimeUnit.SECONDS).body());
            assertEquals(Map.of(200, 2L, Exchange.CANCELLED, 1L), secure.stats().byStatus());
        }
    }

    private static CompletableFuture<HttpResponse<String>> send(
            HttpClient client, TestServer server, String name, int delayMillis) {
        URI uri = URI.create(server.url("/add?name=" + name + "&delay=" + delayMillis));
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofHours(1)).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void resetStreamIsCancelledAndTheOthersGoOn() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.get(1, "/add?name=gone&delay=1h");
            client.get(3, "/add?name=stays&delay=100");
            Await.until("in flight", () -> server.stats().inFlight() == 2);
            client.reset(1);
            Await.until("cancelled", () -> server.stats().cancelled() == 1);
            assertEquals(3, client.readAnswer().stream());
        }
        assertEquals(Map.of(200, 1L, Exchange.CANCELLED, 1L), server.stats().byStatus());
    }

    @Test
    void closedConnectionCancelsAllItsStreams() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            for (int stream = 1; stream < 20; stream += 2) {
                client.get(stream, "/add?name=x&delay=1h");
            }
            Await.until("in flight", () -> server.stats().inFlight() == 10);
        }
        Await.until("cancelled", () -> server.stats().cancelled() == 10);
        Await.until("closed", () -> server.stats().connections() == 0);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /add?name=x&delay=0,   200, .",
        "GET,    /add?name=x&delay=abc, 400, not a delay: abc",
        "GET,    /add,                  400, name is missing",
        "PUT,    /add?name=x,           405, method PUT not allowed",
        "GET,    /nowhere,              404, no such path: /nowhere",
        "POST,   /add?delay=0,          200, {\"result\":\"ok\"",
        "GET,    /stats,                200, {\"server\":\"overlap\"",
        "GET,    /ca.pem,               404, no such path",
        "G E T,  /add?name=x,           400, ",
        "GET,    /a b,                  400, ",
    })
    void whatHttp1AnswersIsAnsweredHereToo(String method, String path, String status, String body) throws Exception {
        H2Client.Answer answer = H2Client.ask(server, method, path);
        assertTrue(String.valueOf(answer.status()).startsWith(status), answer::toString);
        assertTrue(answer.body().startsWith(body == null ? "" : body), answer::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb: c", "a\rb", "a\0b"})
    void whatCouldNotStandInALineOfHttp1IsMalformed(String odd) throws Exception {
        H2Client.Answer header = H2Client.ask(server, "GET", "/add?name=x&delay=0", "overlap-trial", odd);
        assertEquals(PROTOCOL_ERROR, header.body(), header::toString);
        H2Client.Answer path = H2Client.ask(server, "GET", "/add?delay=0&name=" + odd);
        assertEquals(PROTOCOL_ERROR, path.body(), path::toString);
    }

    @Test
    void refusalTellsItsHeaders() throws Exception {
        assertEquals("GET, POST", H2Client.ask(server, "PUT", "/add?name=x").header("allow"));
        H2Client.Answer busy = H2Client.ask(server, "POST", "/save?delay=0&status=503&retry-after=7");
        assertEquals(503, busy.status());
        assertEquals("7", busy.header("retry-after"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/saved", "/saved?list=true", "/chronology?format=csv", "/stats?format=xml"})
    void answerToAHeadIsThatToAGetWithoutItsBody(String path) throws Exception {
        H2Client.Answer get = H2Client.ask(server, "GET", path);
        H2Client.Answer head = H2Client.ask(server, "HEAD", path);
        assertEquals("", head.body());
        assertEquals(get.headers(), head.headers());
    }

    @Test
    void bodyIsReadInPiecesAndSaved() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.raw().sendBytes(H2Client.request("POST", 1, "/save?delay=0", false));
            client.data(1, false, "[{\"id\":7},");
            client.data(1, true, "{\"id\":8}]");
            H2Client.Answer answer = client.readAnswer();
            assertEquals(200, answer.status());
            assertTrue(answer.body().startsWith("{\"saved\":2,"), answer::toString);
            assertEquals(2, server.saved().distinct());
        }
    }

    @Test
    void trailersEndARequest() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.raw().sendBytes(H2Client.request("POST", 1, "/save?delay=0", false));
            client.data(1, false, "[1]");
            ByteArrayOutputStream trailer = new ByteArrayOutputStream();
            H2Client.header(trailer, "checksum", "1");
            client.send(H2Client.HEADERS, H2Client.END_HEADERS | H2Client.END_STREAM, 1, trailer.toByteArray());
            assertEquals(200, client.readAnswer().status());
            assertEquals(1, server.saved().count());
        }
    }

    @Test
    void lostAnswerResetsItsStreamOnly() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.get(3, "/add?name=other&delay=100");
            client.raw().sendBytes(H2Client.request("POST", 5, "/save?delay=0&lost=every:1", false));
            client.data(5, true, "[1]");
            H2Client.Answer lost = client.readAnswer();
            assertEquals(5, lost.stream());
            assertEquals(0, lost.status());
            assertEquals("2", lost.body()); // INTERNAL_ERROR: not one that invites to try again
            assertEquals(200, client.readAnswer().status());
        }
        assertEquals(1, server.saved().count());
        assertEquals(Map.of(200, 1L, Exchange.NONE, 1L), server.stats().byStatus());
    }

    @Test
    void longReportWaitsForTheClientsWindow() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            for (int i = 0; i < 900; i++) {
                client.get(2 * i + 1, "/add?delay=0&name=" + "x".repeat(100));
            }
            client.readAnswers(900);
            client.get(2001, "/chronology");
            int bytes = 900; // of the connection's window, taken by the answers before
            while (bytes < 65_535) {
                bytes += client.read(H2Client.DATA).payload().remaining();
            }
            assertEquals(65_535, bytes);
            client.enlargeWindow(0, 1 << 24);
            client.enlargeWindow(2001, 1 << 24);
            H2Client.Frame frame = client.read(H2Client.DATA);
            StringBuilder rest = new StringBuilder();
            while (frame.flags() != H2Client.END_STREAM) {
                rest.append(frame.text());
                frame = client.read(H2Client.DATA);
            }
            rest.append(frame.text());
            assertTrue(rest.toString().endsWith("}]\n"), () -> rest.substring(rest.length() - 100));
            client.get(2003, "/add?name=next&delay=0");
            client.awaitPong();
        }
        Await.until("the next is answered", () -> server.stats().requests() == 901);
    }

    @Test
    void closingTheServerSaysGoodByeAndDoesNotWait() throws Exception {
        try (H2Client client = H2Client.connect(server)) {
            client.get(1, "/add?name=x&delay=1h");
            Await.until("in flight", () -> server.stats().inFlight() == 1);
            long start = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - start < 8_000_000_000L, "closing took over 8 s");
            assertEquals(0, client.read(H2Client.GOAWAY).errorCode());
        }
        assertEquals(Map.of(Exchange.CANCELLED, 1L), server.stats().byStatus());
    }
}
