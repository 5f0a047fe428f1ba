package io.overlap.testserver;

import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A server's end of TLS: which certificate a client is shown, and what is spoken after the handshake. */
final class TlsPort implements AutoCloseable {
    static final String HTTP_2 = "h2";
    private static final String HTTP_1 = "http/1.1";
    private static final long MAX_HANDSHAKE_MILLIS = 10_000;

    private final Certificates certificates;
    private final SSLContext context;
    private final long handshakeMillis;
    private final AtomicLong failures = new AtomicLong();

    /*
     * The signatures of handshakes take their time on a thread of their own: on the event loop they would make answers
     * late. Its queue is bounded by the connections, each has at most one task in it.
     */
    private final ThreadPoolExecutor handshakes = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("overlap-testserver-tls", true));

    TlsPort(ServerOptions options) {
        handshakes.allowCoreThreadTimeOut(true);
        handshakeMillis =
                Math.min(MAX_HANDSHAKE_MILLIS, Math.max(1, options.idleTimeout().toMillis()));
        try {
            certificates = new Certificates(options.host(), Instant.now());
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ByServerName(certificates, options.tls())}, new TrustManager[0], null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot make certificates", e);
        }
    }

    Certificates certificates() {
        return certificates;
    }

    /** A new connection's handler. */
    SslHandler handler() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setHandshakeApplicationProtocolSelector(
                (self, offered) -> offered.contains(HTTP_2) ? HTTP_2 : offered.contains(HTTP_1) ? HTTP_1 : "");
        SslHandler handler = new SslHandler(engine, handshakes);
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        return handler;
    }

    void failed() {
        failures.incrementAndGet();
    }

    /** Connections that ended before their handshake did. */
    long failures() {
        return failures.get();
    }

    void reset() {
        failures.set(0);
    }

    @Override
    public void close() {
        handshakes.shutdownNow();
    }

    /** Chooses the certificate by the name the client asks for; a name that stands for none gets the server's. */
    private static final class ByServerName extends X509ExtendedKeyManager {
        private final Certificates certificates;
        private final Tls otherwise;

        ByServerName(Certificates certificates, Tls otherwise) {
            this.certificates = certificates;
            this.otherwise = otherwise;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return keyType.startsWith("EC") ? wanted(engine).toString() : null;
        }

        private Tls wanted(SSLEngine engine) {
            if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
                for (SNIServerName name : session.getRequestedServerNames()) {
                    if (name instanceof SNIHostName host) {
                        return wanted(host.getAsciiName().toLowerCase(Locale.ROOT));
                    }
                }
            }
            return otherwise;
        }

        private Tls wanted(String name) {
            for (Tls kind : Tls.values()) {
                if (kind != Tls.NONE && kind.serverName().equals(name)) {
                    return kind;
                }
            }
            return otherwise;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            X509Certificate certificate = certificates.certificate(Tls.parse(alias));
            return certificate == null ? null : new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return certificates.key();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {otherwise.toString()};
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return null; // we have engines only
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
