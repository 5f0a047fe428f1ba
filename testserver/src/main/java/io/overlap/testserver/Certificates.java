package io.overlap.testserver;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority made for one server and thrown away with it, and the certificates it signed, good and bad. */
final class Certificates {
    private static final String AUTHORITY = "Overlap throw-away authority";
    private static final Duration PAST = Duration.ofDays(30);
    private static final Duration FUTURE = Duration.ofDays(365); // with the past under 398, more than which some refuse

    private final X509Certificate authority;
    private final PrivateKey key; // of all but the authority
    private final Map<Tls, X509Certificate> certificates = new EnumMap<>(Tls.class);

    /** Makes those of a server that listens on a host. */
    Certificates(String host, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair authorityKeys = generator.generateKeyPair();
        KeyPair keys = generator.generateKeyPair();
        key = keys.getPrivate();
        Instant from = now.minus(PAST);
        Instant to = now.plus(FUTURE);
        authority = X509.sign(
                new X509.Draft(AUTHORITY, authorityKeys.getPublic(), from, to, List.of()), AUTHORITY, authorityKeys);
        List<String> hosts = hosts(host);
        List<String> elsewhere = List.of("wrong-host.invalid");
        Instant yesterday = now.minus(Duration.ofDays(1));
        X509.Draft good = new X509.Draft("localhost", keys.getPublic(), from, to, hosts);
        X509.Draft expired = new X509.Draft("localhost", keys.getPublic(), from, yesterday, hosts);
        X509.Draft wrongHost = new X509.Draft("wrong-host.invalid", keys.getPublic(), from, to, elsewhere);
        certificates.put(Tls.GOOD, X509.sign(good, AUTHORITY, authorityKeys));
        certificates.put(Tls.EXPIRED, X509.sign(expired, AUTHORITY, authorityKeys));
        certificates.put(Tls.WRONG_HOST, X509.sign(wrongHost, AUTHORITY, authorityKeys));
        certificates.put(Tls.SELF_SIGNED, X509.sign(good, good.name(), keys));
    }

    PrivateKey key() {
        return key;
    }

    /** Returns a certificate; null for {@link Tls#NONE}. */
    @Nullable
    X509Certificate certificate(Tls kind) {
        return certificates.get(kind);
    }

    /** The authority's certificate, for a client to trust. */
    String authorityPem() {
        try {
            Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
            return "-----BEGIN CERTIFICATE-----\n"
                    + new String(lines.encode(authority.getEncoded()), StandardCharsets.US_ASCII)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that cannot be encoded", e);
        }
    }

    /** Makes a context for clients that trust this authority and no other. */
    SSLContext clientContext() {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JVM cannot make a TLS context", e);
        }
    }

    /**
     * The names and addresses by which a server that listens on a host is reached. The bad certificates' own names are
     * listed one by one, because OpenSSL takes no {@code *} directly under a top-level domain.
     */
    private static List<String> hosts(String host) {
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost", "*.localhost"));
        for (Tls kind : EnumSet.complementOf(EnumSet.of(Tls.NONE))) {
            hosts.add(kind.serverName());
        }
        hosts.add("127.0.0.1");
        hosts.add("::1");
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            addName(host, hosts);
        } else {
            hosts.add(host);
            if (Set.of("0.0.0.0", "::").contains(host)) {
                addOwnAddresses(hosts);
            }
        }
        return List.copyOf(hosts);
    }

    private static void addName(String host, Set<String> hosts) {
        try {
            hosts.add(IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES));
        } catch (IllegalArgumentException noName) {
            // listening there will fail, with a better reason
        }
    }

    private static void addOwnAddresses(Set<String> hosts) {
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map((InetAddress address) -> NetUtil.toAddressString(address))
                    .forEach(hosts::add);
        } catch (SocketException e) {
            // then it is good for loopback only
        }
    }
}
