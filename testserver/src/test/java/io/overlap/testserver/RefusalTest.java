package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is HTTP and cannot be answered as asked. */
class RefusalTest {
    private final TestServer server;

    RefusalTest() throws IOException {
        server = TestServer.start();
    }

    @AfterEach
    void countsAddUp() {
        assertEquals(0, server.stats().inFlight(), () -> server.stats().toString());
        LedgerTest.assertAddsUp(server.stats());
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/add?name=x&delay=abc,   not a delay: abc",
        "/add?name=x&delay=,      not a delay:",
        "/add?name=x&delay=-1,    not a delay: -1",
        "/add?name=x&delay=1d,    not a delay: 1d",
        "/add?name=x&delay=a%0Ab, not a delay: a b",
        "/add?name=x&delay=25h,   delay over 24h: 25h",
        "/add,                    name is missing",
        "/add?delay=0,            name is missing",
        "/add?names=x,            name is missing",
        "/chronology?format=xml,  unknown format: xml",
        "/chronology?format=a%0Db, unknown format: a b"
    })
    void badParameterIsNamedInOneLine(String target, String reason) throws Exception {
        RawClient.Response response = RawClient.ask(server, target);
        assertEquals(400, response.status());
        assertOneLine(reason, response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/add?name=%zz",
                "/add?name=x&delay=%",
                "/add?name=%4",
                "/?flush=%zz",
                "/add?flush=%g0",
                "/stats?trial=%zz",
                "/chronology?format=%zz",
                "/chronology?trial=%"
            })
    void brokenPercentEncodingIsABadRequest(String target) throws Exception {
        RawClient.Response response = RawClient.ask(server, target);
        assertEquals(400, response.status());
        assertOneLine("", response);
    }

    @Test
    void refusedRequestIsCountedOnce() throws Exception {
        RawClient.ask(server, "/add?name=%zz");
        RawClient.ask(server, "/add?name=x&delay=%zz");
        RawClient.ask(server, "/add?name=x&delay=abc");
        assertEquals(3, server.stats().requests());
        assertEquals(Map.of(400, 3L), server.stats().byStatus());
        assertEquals(3, server.chronology().size());
    }

    @Test
    void refusalDoesNotWaitForTheDelay() throws Exception {
        RawClient.Response response = RawClient.askAs("PUT", server, "/add?name=x&delay=1h");
        assertEquals(405, response.status());
        assertTrue(response.header("server-timing").startsWith("plan;dur=0,"), response::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROBNICATE"})
    void wrongMethodIsToldTheRightOnes(String method) throws Exception {
        RawClient.Response response = RawClient.askAs(method, server, "/add?name=x&delay=0");
        assertEquals(405, response.status());
        assertEquals("GET, POST", response.header("allow"));
        assertOneLine(method, response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ad", "/add/", "/ADD?name=x", "/admin", "/%61dd?name=x", "//", "/nämlich"})
    void unknownPathIsNotFound(String target) throws Exception {
        RawClient.Response response = RawClient.ask(server, target);
        assertEquals(404, response.status());
        assertOneLine("no such path: /", response);
        assertEquals(404, RawClient.askAs("POST", server, target).status());
    }

    @Test
    void connectionGoesOnAfterARefusal() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.get("/add?name=x&delay=abc"));
            client.send(RawClient.request("PUT", "/add?name=x", "Content-Length: 3") + "abc");
            client.send(RawClient.request("POST", "/nowhere", "Transfer-Encoding: chunked") + "1\r\nx\r\n0\r\n\r\n");
            client.send(RawClient.get("/add?name=x&delay=0"));
            assertEquals(400, client.readResponse().status());
            assertEquals(405, client.readResponse().status());
            assertEquals(404, client.readResponse().status());
            assertEquals(200, client.readResponse().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/add?name=x&delay=0", "/nowhere", "/stats", "/chronology", "/", "/add?name=x&delay=abc"})
    void answerToAHeadHasNoBody(String target) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send(RawClient.request("HEAD", target) + RawClient.get("/add?name=next&delay=0"));
            client.readHead();
            assertEquals(".", client.readResponse().body());
        }
    }

    private static void assertOneLine(String start, RawClient.Response response) {
        String body = response.body();
        assertTrue(body.startsWith(start) || body.contains(start), response::toString);
        assertEquals(body.length() - 1, body.indexOf('\n'), response::toString);
        assertEquals(-1, body.indexOf('\r'), response::toString);
        assertEquals("text/plain; charset=utf-8", response.header("content-type"));
    }
}
