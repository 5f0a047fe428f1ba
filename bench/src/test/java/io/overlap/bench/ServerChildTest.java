package io.overlap.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All contestants answer the same question alike. */
@Timeout(120)
class ServerChildTest {
    @Test
    void ours() throws Exception {
        assertAnswers(OurServer.class, List.of());
    }

    @Test
    void bare() throws Exception {
        assertAnswers(BareServer.class, List.of());
    }

    @Test
    void wireMockWithDefaults() throws Exception {
        assertAnswers(WireMockPeer.class, List.of(WireMockPeer.DEFAULTS));
    }

    @Test
    void wireMockForMany() throws Exception {
        assertAnswers(WireMockPeer.class, List.of(WireMockPeer.ASYNC));
    }

    private static void assertAnswers(Class<?> main, List<String> words) throws Exception {
        try (ServerChild server = new ServerChild(main, List.of("-Xmx256m"), words);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            for (int i = 0; i < 3; i++) {
                HttpRequest request = HttpRequest.newBuilder(server.url().resolve("/add?name=x&delay=0"))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertEquals(200, answer.statusCode());
                assertEquals(".", answer.body());
            }
            assertTrue(server.what().contains(" "), server.what());
            assertTrue(server.cpuSeconds() > 0);
        }
    }
}
