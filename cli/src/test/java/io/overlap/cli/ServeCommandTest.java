package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code overlap serve} says where it is, answers, and ends when told. */
@Timeout(120)
class ServeCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void itServesUntilTold(String signal) throws Exception {
        try (Cli cli = Cli.start(folder, "serve", "--port", "0")) {
            String url = cli.awaitOutLine();
            assertTrue(url.matches("http://127\\.0\\.0\\.1:\\d+"), url);
            assertEquals(".", Cli.fetch(url + "/add?name=x&delay=1"));

            cli.signal(signal);
            cli.awaitEnd().assertExit(0);

            assertEquals(url, cli.out().strip());
            assertTrue(cli.err().contains("1 requests = {200=1} by status + 0 in flight"), cli.err());
        }
    }

    @Test
    void routesAndOptionsMakeTheScenario() throws Exception {
        Files.writeString(folder.resolve("trace.txt"), "3ms\n");
        Files.writeString(folder.resolve("routes.txt"), "limit servers=9\n/a size=10\n/b delay=trace(trace.txt)\n");
        String[] words = {
            "serve", "--port", "0", "--routes", "routes.txt", "--limit", "servers=2,queue=1", "--delay", "exp(1)"
        };
        try (Cli cli = Cli.start(folder, words)) {
            String url = cli.awaitOutLine();
            assertEquals(
                    "delay exp(1)\nlimit servers=2,queue=1\n/a size=10\n/b delay=trace(trace.txt)\n",
                    Cli.fetch(url + "/admin/scenario"));
            assertEquals(10, Cli.fetch(url + "/a").length());
            assertEquals(".", Cli.fetch(url + "/b"));
        }
    }

    @Test
    void routesOfStdinMayNameFilesToo() throws Exception {
        Files.writeString(folder.resolve("trace.txt"), "3ms\n");
        Path stdin = Files.writeString(folder.resolve("stdin"), "/b delay=trace(trace.txt)\n");
        try (Cli cli = Cli.startWithStdin(folder, stdin, "serve", "--port", "0", "--routes", "-")) {
            assertEquals(".", Cli.fetch(cli.awaitOutLine() + "/b"));
        }
        Files.writeString(stdin, "# routes\nfly\n");
        try (Cli cli = Cli.startWithStdin(folder, stdin, "serve", "--port", "0", "--routes", "-")) {
            cli.awaitEnd().assertExit(2);
            cli.assertOneLineSaying("stdin: line 2: neither delay, limit, rate nor a path");
        }
    }

    @Test
    void itHandsOutTheAuthorityOfItsCertificate() throws Exception {
        Path ca = folder.resolve("ca.pem");
        try (Cli cli = Cli.start(folder, "serve", "--port", "0", "--tls", "--tls-ca", "ca.pem")) {
            String url = cli.awaitOutLine();
            assertTrue(url.startsWith("https://127.0.0.1:"), url);
            assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(ca)));
            assertEquals(Files.readString(ca), get(url + "/ca.pem", ca));
            assertEquals(".", get(url + "/add?name=x&delay=1", ca));
        }
    }

    private static String get(String url, Path ca) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                    .body();
        }
    }
}
