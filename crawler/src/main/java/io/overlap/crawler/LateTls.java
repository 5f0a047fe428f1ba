package io.overlap.crawler;

import java.io.UncheckedIOException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.asynchttpclient.AsyncHttpClientConfig;
import org.asynchttpclient.SslEngineFactory;
import org.asynchttpclient.netty.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gets TLS ready with the first connection that needs it. The client would do so when it is made: reading the trusted
 * certificates is a third of the time until the first request of a program that asks for http only.
 */
final class LateTls implements SslEngineFactory {
    private @Nullable SslEngineFactory factory; // guarded by this

    @Override
    public SSLEngine newSslEngine(AsyncHttpClientConfig config, String host, int port) {
        return factory(config).newSslEngine(config, host, port);
    }

    @Override
    public SSLEngine newSslEngine(AsyncHttpClientConfig config, String host, int port, boolean http2) {
        return factory(config).newSslEngine(config, host, port, http2);
    }

    private synchronized SslEngineFactory factory(AsyncHttpClientConfig config) {
        if (factory == null) {
            DefaultSslEngineFactory ready = new DefaultSslEngineFactory();
            try {
                ready.init(config);
            } catch (SSLException e) {
                throw new UncheckedIOException(e);
            }
            factory = ready;
        }
        return factory;
    }

    @Override
    public synchronized void destroy() {
        if (factory != null) {
            factory.destroy();
        }
    }
}
