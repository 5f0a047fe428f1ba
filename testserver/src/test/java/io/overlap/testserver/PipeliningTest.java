package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many requests on one connection. */
class PipeliningTest {
    private final TestServer server;

    PipeliningTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void answersComeInTheOrderAskedAndNoneBeforeItsTime() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            long start = System.nanoTime();
            StringBuilder all = new StringBuilder();
            for (int delay = 300; delay >= 0; delay -= 50) {
                all.append(RawClient.get("/add?name=u" + delay + "&delay=" + delay));
            }
            client.send(all.toString());
            client.readResponse();
            AddTest.assertPassed(300, start);
            client.readResponses(6);
        }
        assertKeptInOrder("u300", "u250", "u200", "u150", "u100", "u50", "u0");
    }

    @Test
    void laterAnswerWaitsForItsOwnTime() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            long start = System.nanoTime();
            client.send(RawClient.get("/add?name=a&delay=0")
                    + RawClient.get("/add?name=b&delay=200")
                    + RawClient.get("/nowhere")
                    + RawClient.get("/add?name=c&delay=0"));
            assertEquals(200, client.readResponse().status());
            assertEquals(200, client.readResponse().status());
            AddTest.assertPassed(200, start);
            assertEquals(404, client.readResponse().status());
            assertEquals(200, client.readResponse().status());
        }
        assertKeptInOrder("a", "b", "", "c");
    }

    private void assertKeptInOrder(String... names) {
        List<Exchange> exchanges = server.chronology();
        assertEquals(List.of(names), exchanges.stream().map(Exchange::name).toList());
        assertTrue(exchanges.stream().allMatch(exchange -> exchange.lateNanos() >= 0), exchanges::toString);
    }

    @Test
    void delaysOfOneWriteOverlap() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=200").repeat(100));
            client.readResponses(100);
        }
        List<Exchange> exchanges = server.chronology();
        long firstAnswered = exchanges.get(0).answeredNanos();
        assertTrue(exchanges.stream().allMatch(exchange -> exchange.arrivedNanos() < firstAnswered));
        assertEquals(100, server.stats().maxInFlight());
    }

    @Test
    void moreThanTheMostPipelinedAreAllAnsweredInOrder() throws Exception {
        int count = 3 * Connection.MAX_PIPELINED + 7;
        try (RawClient client = RawClient.connect(server)) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < count; i++) {
                all.append(RawClient.get("/add?name=u" + i + "&delay=20"));
            }
            client.send(all.toString());
            assertTrue(client.readResponses(count).stream().allMatch(response -> response.status() == 200));
        }
        List<Exchange> exchanges = server.chronology();
        for (int i = 0; i < count; i++) {
            assertEquals("u" + i, exchanges.get(i).name());
        }
        assertEquals(count, server.stats().byStatus().get(200));
    }

    @Test
    void clientWithTheMostPipelinedIsNotReadFrom() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=1h").repeat(20_000));
            Await.until("the most", () -> server.stats().inFlight() >= Connection.MAX_PIPELINED);
            Await.pause(100);
            int onePieceMore =
                    (64 << 10) / RawClient.get("/add?name=x&delay=1h").length();
            int inFlight = server.stats().inFlight();
            assertTrue(inFlight <= Connection.MAX_PIPELINED + onePieceMore, () -> "in flight: " + inFlight);
        }
    }

    @Test
    void manyReportsInOneWriteAreAllAnswered() throws Exception {
        int count = 2 * Connection.MAX_PIPELINED;
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/chronology?format=csv").repeat(count));
            assertTrue(client.readResponses(count).stream()
                    .allMatch(response -> response.body().startsWith("trial,")));
            client.send(RawClient.get("/add?name=x&delay=0"));
            assertEquals(".", client.readResponse().body());
        }
    }

    @Test
    void clientThatReadsNoAnswerIsNotReadFrom() throws Exception {
        int count = 8_000;
        String request = RawClient.get("/" + "x".repeat(1_000)); // the answer is as long
        try (RawClient client = RawClient.connectWithSmallBuffers(server)) {
            Thread sender = new Thread(() -> {
                try {
                    client.send(request.repeat(count));
                } catch (IOException closed) {
                    // that is how it ends
                }
            });
            sender.start();
            long seen = -1;
            while (seen != server.stats().requests()) {
                seen = server.stats().requests();
                Await.pause(300);
            }
            assertTrue(seen < count, "all " + seen + " were taken and answered to nobody");
            client.readResponses(count);
            sender.join();
            assertEquals(count, server.stats().requests());
        }
    }

    @Test
    void reportInTheMiddleKeepsTheOrder() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=first&delay=100")
                    + RawClient.get("/chronology?format=csv")
                    + RawClient.get("/add?name=second&delay=0")
                    + RawClient.get("/chronology?format=json")
                    + RawClient.get("/stats")
                    + RawClient.get("/add?name=third&delay=50"));
            List<RawClient.Response> responses = client.readResponses(6);
            assertEquals(".", responses.get(0).body());
            assertTrue(responses.get(1).body().contains(",first,"), responses::toString);
            assertEquals(".", responses.get(2).body());
            assertEquals(2, Json.maps(responses.get(3).body()).size());
            assertEquals("application/json", responses.get(4).header("content-type"));
            assertEquals(".", responses.get(5).body());
        }
        assertKeptInOrder("first", "second", "third");
    }

    @Test
    void closeEndsTheConnectionAfterItsAnswer() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=a&delay=50")
                    + RawClient.get("/add?name=b&delay=0", "Connection: close")
                    + RawClient.get("/add?name=c&delay=0").repeat(5));
            assertEquals("", client.readResponse().header("connection"));
            assertEquals("close", client.readResponse().header("connection"));
            assertEquals("", client.readToEnd());
        }
        assertEquals(2, server.stats().requests());
    }

    @Test
    void closeEndsTheConnectionAfterAReport() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/chronology?format=csv", "Connection: close") + RawClient.get("/stats"));
            RawClient.Response response = client.readResponse();
            assertEquals("close", response.header("connection"));
            assertEquals("", client.readToEnd());
        }
    }

    @Test
    void oldClientIsAnsweredOnce() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("GET /add?name=x&delay=0 HTTP/1.0\r\n\r\n".repeat(2));
            RawClient.Response response = client.readResponse();
            assertEquals(".", response.body());
            assertEquals("close", response.header("connection"));
            assertEquals("", client.readToEnd());
        }
        assertEquals(1, server.stats().requests());
    }

    @Test
    void oldClientThatAsksForItKeepsItsConnection() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("GET /add?name=x&delay=0 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".repeat(2));
            assertEquals("keep-alive", client.readResponse().header("connection"));
            assertEquals(".", client.readResponse().body());
        }
    }

    @Test
    void reportForAnOldClientEndsWithItsConnection() throws Exception {
        for (String asked : new String[] {"", "Connection: keep-alive\r\n"}) {
            try (RawClient client = RawClient.connect(server)) {
                client.send("GET /chronology?format=csv HTTP/1.0\r\n" + asked + "\r\n");
                RawClient.Response response = client.readResponse();
                assertEquals("close", response.header("connection"));
                assertEquals("", response.header("transfer-encoding"));
                assertTrue(response.body().startsWith("trial,"));
            }
        }
    }
}
