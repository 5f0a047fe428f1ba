package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with certificates that are good, and with those that a client must refuse. */
class TlsTest {
    private static final int MILLIS = 10_000;

    private final Logged logged = new Logged();

    @AfterEach
    void nothingIsLogged() {
        logged.close();
        assertEquals(List.of(), logged.lines());
    }

    private static TestServer start(Tls tls) throws IOException {
        return TestServer.builder().tls(tls).start();
    }

    private static HttpResponse<String> get(TestServer server, HttpClient.Version version, String host)
            throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(version)
                .sslContext(server.sslContext())
                .connectTimeout(Duration.ofMillis(MILLIS))
                .build();
        URI uri = URI.create("https://" + host + ":" + server.port() + "/add?name=x&delay=0");
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(MILLIS)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Connects to the server, asks for a name, and checks its certificate against that name. */
    private static X509Certificate shakeHands(TestServer server, String name) throws IOException {
        Socket plain = new Socket();
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), MILLIS);
        plain.setSoTimeout(MILLIS);
        try (SSLSocket socket =
                (SSLSocket) server.sslContext().getSocketFactory().createSocket(plain, name, server.port(), true)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            if (name.indexOf(':') < 0 && !name.equals("127.0.0.1")) {
                parameters.setServerNames(List.of(new SNIHostName(name)));
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            socket.getOutputStream()
                    .write(RawClient.get("/add?name=x&delay=0", "Connection: close")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\n."), answer);
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void clientThatTrustsTheAuthorityIsAnsweredInTheVersionItAsksFor(HttpClient.Version version) throws Exception {
        try (TestServer server = start(Tls.GOOD)) {
            assertEquals("https://127.0.0.1:" + server.port(), server.url());
            for (String host : List.of("localhost", "127.0.0.1")) {
                HttpResponse<String> response = get(server, version, host);
                assertEquals(".", response.body());
                assertEquals(version, response.version());
            }
            assertEquals(2, server.stats().requests());
            assertEquals(0, server.stats().tlsFailures());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1", "good.localhost", "any.localhost"})
    void goodCertificateIsGoodForEachNameOfThisMachine(String name) throws Exception {
        try (TestServer server = start(Tls.GOOD)) {
            X509Certificate certificate = shakeHands(server, name);
            certificate.checkValidity();
            assertEquals(3, certificate.getVersion());
            assertTrue(certificate.getBasicConstraints() < 0, "an authority");
            assertEquals(List.of("1.3.6.1.5.5.7.3.1"), certificate.getExtendedKeyUsage());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tls.class,
            names = {"EXPIRED", "WRONG_HOST", "SELF_SIGNED"})
    void badCertificateIsRefusedForItsOwnReason(Tls bad) throws Exception {
        try (TestServer server = start(bad)) {
            IOException failure =
                    assertThrows(IOException.class, () -> get(server, HttpClient.Version.HTTP_2, "localhost"));
            assertReason(bad, failure);
            Await.until("the failure is counted", () -> server.stats().tlsFailures() == 1);
            assertEquals(0, server.stats().requests());
            shakeHands(server, "good.localhost");
            server.reset();
            assertEquals(0, server.stats().tlsFailures());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Tls.class,
            names = {"EXPIRED", "WRONG_HOST", "SELF_SIGNED"})
    void badCertificateIsShownToWhomAsksForItByName(Tls bad) throws Exception {
        try (TestServer server = start(Tls.GOOD)) {
            assertReason(bad, assertThrows(SSLException.class, () -> shakeHands(server, bad.serverName())));
            shakeHands(server, "localhost");
            Await.until("the failure is counted", () -> server.stats().tlsFailures() == 1);
        }
    }

    private static void assertReason(Tls bad, Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        switch (bad) {
            case EXPIRED -> assertInstanceOf(CertificateExpiredException.class, cause);
            case WRONG_HOST -> {
                assertInstanceOf(CertificateException.class, cause);
                assertTrue(String.valueOf(cause.getMessage()).contains("localhost"), cause::toString);
            }
            default -> assertInstanceOf(CertPathBuilderException.class, cause);
        }
    }

    @Test
    void strangerDoesNotTrustTheAuthority() throws Exception {
        try (TestServer server = start(Tls.GOOD);
                TestServer other = start(Tls.GOOD)) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(other.sslContext()).build();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.url("/stats"))).build();
            assertThrows(
                    SSLHandshakeException.class, () -> client.send(request, HttpResponse.BodyHandlers.discarding()));
        }
    }

    @Test
    void authorityIsHandedOutAndThatIsNoExchange() throws Exception {
        try (TestServer server = start(Tls.GOOD)) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(server.sslContext()).build();
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.url("/ca.pem"))).build();
            String pem =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            assertEquals(server.caPem(), pem);
            assertEquals(0, server.stats().requests());
            X509Certificate authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            assertTrue(authority.getBasicConstraints() >= 0, "no authority");
            assertTrue(Arrays.stream(pem.split("\n", -1)).allMatch(line -> line.length() <= 64), pem);
            shakeHands(server, "localhost").verify(authority.getPublicKey());
        }
    }

    @Test
    void serverWithoutTlsHasNoAuthority() throws Exception {
        try (TestServer server = TestServer.start()) {
            assertEquals(404, RawClient.ask(server, "/ca.pem").status());
            assertThrows(IllegalStateException.class, server::caPem);
            assertThrows(IllegalStateException.class, server::sslContext);
            assertTrue(server.url().startsWith("http://"), server.url());
        }
    }

    @Test
    void plainRequestIsToldThatThisPortSpeaksTls() throws Exception {
        try (TestServer server = start(Tls.GOOD)) {
            RawClient.Response response = RawClient.ask(server, "/add?name=x&delay=0");
            assertEquals(400, response.status());
            assertEquals("this port speaks TLS: use https\n", response.body());
            Await.until("counted", () -> server.stats().tlsFailures() == 1);
            assertEquals(0, server.stats().requests());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0000",
                "\u0016\u0003\u0001\u0000\u0004\u00ff\u00ff\u00ff\u00ff",
                "\u0015\u0003\u0003\u0000\u0002\u0002(",
                "\u0017\u0003\u0003\u0000\u0003abc",
                "\u0000\u0001\u0002\u0003\u0004\u0005"
            })
    void garbageInsteadOfAHandshakeEndsTheConnection(String garbage) throws Exception {
        try (TestServer server = start(Tls.GOOD)) {
            try (RawClient client = RawClient.connect(server)) {
                client.send(garbage);
                client.readToEnd();
            }
            Await.until("counted", () -> server.stats().tlsFailures() == 1);
            shakeHands(server, "localhost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016", "\u0016\u0003\u0001\u0000\u00fd\u0001\u0000\u0000\u00f9\u0003\u0003"})
    void handshakeThatIsNotCompletedIsClosedAfterTheIdleTimeout(String begun) throws Exception {
        long start = System.nanoTime();
        try (TestServer server = TestServer.builder()
                        .tls(Tls.GOOD)
                        .idleTimeout(Duration.ofMillis(200))
                        .start();
                RawClient client = RawClient.connect(server)) {
            client.send(begun);
            client.readToEnd();
            AddTest.assertPassed(200, start);
            Await.until("counted", () -> server.stats().tlsFailures() == 1);
        }
    }

    @Test
    void clientThatLeavesDuringItsHandshakeIsCounted() throws Exception {
        try (TestServer server = start(Tls.GOOD)) {
            try (RawClient client = RawClient.connect(server)) {
                client.send("\u0016\u0003\u0001\u0000\u00fd\u0001");
            }
            Await.until("counted", () -> server.stats().tlsFailures() == 1);
            Await.until("gone", () -> server.stats().connections() == 0);
        }
    }

    @Test
    void idleConnectionIsClosedAfterItsHandshakeToo() throws Exception {
        try (TestServer server = TestServer.builder()
                        .tls(Tls.GOOD)
                        .idleTimeout(Duration.ofMillis(300))
                        .start();
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
                SSLSocket socket = (SSLSocket)
                        server.sslContext().getSocketFactory().createSocket(plain, "localhost", server.port(), true)) {
            socket.setSoTimeout(MILLIS);
            socket.startHandshake();
            assertEquals(-1, socket.getInputStream().read());
            assertEquals(0, server.stats().tlsFailures());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "reset-body"})
    void resetIsOneOverTlsToo(String fault) throws Exception {
        try (TestServer server = start(Tls.GOOD);
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
                SSLSocket socket = (SSLSocket)
                        server.sslContext().getSocketFactory().createSocket(plain, "localhost", server.port(), true)) {
            socket.setSoTimeout(MILLIS);
            socket.getOutputStream()
                    .write(RawClient.get("/add?name=x&delay=0&size=10&fault=" + fault)
                            .getBytes(StandardCharsets.US_ASCII));
            IOException reset = assertThrows(
                    IOException.class, () -> socket.getInputStream().readAllBytes());
            assertTrue(String.valueOf(reset.getMessage()).contains("reset"), reset::toString);
        }
    }

    @Test
    void closedServerLeavesNoThreadOfItsHandshakes() throws Exception {
        TestServer server = start(Tls.GOOD);
        shakeHands(server, "localhost");
        server.close();
        Await.until(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("overlap-testserver-tls")));
    }
}
