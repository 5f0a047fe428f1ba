package io.overlap.crawler;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate for {@code localhost} and 127.0.0.1 that is its own authority: trusted by some of the fetchers here. */
class TlsTest {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String PASSWORD = "changeit";
    private static final String ABC = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static RawServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = RawServer.playing(serverContext(generateKeys(folder.resolve("keys.p12"))), client -> {
            RawServer.readHead(client);
            RawServer.send(client, ABC);
        });
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Test
    void trustedCertificateOfTheHostLetsThePageThrough() throws Exception {
        try (Trust trust = new Trust();
                HttpFetcher fetcher = trust.fetcher(DnsServerAddressStreamProviders.platformDefault())) {
            assertEquals(
                    "abc",
                    new String(Await.page(fetch(fetcher, server.url("/"))).body(), US_ASCII));
            String byName = "https://localhost:" + server.port() + "/";
            assertEquals("abc", new String(Await.page(fetch(fetcher, byName)).body(), US_ASCII));
        }
    }

    @Test
    void certificateThatNoOneVouchesForIsRefused() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT)) {
            Await.failure(FetchFailure.Kind.TLS, fetch(fetcher, server.url("/")));
            assertEquals(0, fetcher.inFlight());
        }
    }

    @Test
    void trustedCertificateOfAnotherHostIsRefused() throws Exception {
        try (FakeNameServer names = FakeNameServer.start().naming("other.test", "127.0.0.1");
                Trust trust = new Trust();
                HttpFetcher fetcher = trust.fetcher(names.provider())) {
            FetchFailure failure =
                    Await.failure(FetchFailure.Kind.TLS, fetch(fetcher, "https://other.test:" + server.port() + "/"));
            assertTrue(failure.detail().contains("other.test"), failure::detail);
        }
    }

    /** The port speaks HTTP: what came back is no TLS. */
    @Test
    void plainPortAskedForTlsFailsAsTls() throws Exception {
        try (RawServer plain = RawServer.playing(client -> {
                    assertTrue(client.getInputStream().read() > 0);
                    RawServer.send(client, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                });
                HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT)) {
            Await.failure(FetchFailure.Kind.TLS, fetch(fetcher, "https://127.0.0.1:" + plain.port() + "/"));
        }
    }

    /** The port speaks TLS: what came back is no HTTP. */
    @Test
    void tlsPortAskedForPlainHttpIsMalformedOrReset() throws Exception {
        try (HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT)) {
            FetchResult result = Await.result(fetch(fetcher, "http://127.0.0.1:" + server.port() + "/"));
            assertTrue(
                    result instanceof FetchFailure failure
                            && List.of(FetchFailure.Kind.MALFORMED, FetchFailure.Kind.RESET)
                                    .contains(failure.kind()),
                    result::toString);
        }
    }

    @Test
    void handshakeThatNeverEndsIsATimeout() throws Exception {
        try (RawServer mute = RawServer.playing(RawServer::awaitClose);
                HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT.withDeadline(Duration.ofMillis(300)))) {
            Await.failure(FetchFailure.Kind.TIMEOUT, fetch(fetcher, "https://127.0.0.1:" + mute.port() + "/"));
            assertEquals(0, fetcher.inFlight());
        }
        assertEquals(FetchFailure.Kind.TIMEOUT, Failures.kindOf(new SslHandshakeTimeoutException("after 10000ms")));
    }

    @Test
    void connectionClosedInTheHandshakeIsAReset() throws Exception {
        try (RawServer curt = RawServer.playing(
                        client -> assertTrue(client.getInputStream().read() > 0));
                HttpFetcher fetcher = new HttpFetcher(FetchPolicy.DEFAULT)) {
            Await.failure(FetchFailure.Kind.RESET, fetch(fetcher, "https://127.0.0.1:" + curt.port() + "/"));
        }
    }

    private static Call fetch(HttpFetcher fetcher, String url) {
        return fetcher.fetch(FetchRequest.of(url));
    }

    /** While it is open, the JVM trusts our certificate: a fetcher reads the trust store with its first https URL. */
    private static final class Trust implements AutoCloseable {
        private final @Nullable String before =
                System.setProperty(TRUST_STORE, folder.resolve("keys.p12").toString());
        private final @Nullable String passwordBefore = System.setProperty(TRUST_PASSWORD, PASSWORD);

        HttpFetcher fetcher(DnsServerAddressStreamProvider names) {
            return new HttpFetcher(FetchPolicy.DEFAULT, names);
        }

        @Override
        public void close() {
            restore(TRUST_STORE, before);
            restore(TRUST_PASSWORD, passwordBefore);
        }

        private static void restore(String property, @Nullable String value) {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        }
    }

    private static Path generateKeys(Path file) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home", ""), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "keytool hangs");
        assertEquals(0, process.exitValue(), said);
        return file;
    }

    private static SSLContext serverContext(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
