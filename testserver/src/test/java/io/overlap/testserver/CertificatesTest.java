package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the certificates, as the JDK reads it. */
class CertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static X509Certificate certificate(String host, Instant now, Tls kind) throws GeneralSecurityException {
        X509Certificate certificate = new Certificates(host, now).certificate(kind);
        if (certificate == null) {
            throw new AssertionError("no certificate: " + kind);
        }
        return certificate;
    }

    private static List<Object> names(X509Certificate certificate) throws GeneralSecurityException {
        return certificate.getSubjectAlternativeNames().stream()
                .<Object>map(name -> name.get(1))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "delays.example, delays.example",
        "bücher.example, xn--bcher-kva.example",
        "192.0.2.7,      192.0.2.7",
        "2001:db8::7,    2001:db8:0:0:0:0:0:7",
        "0.0.0.0,        127.0.0.1"
    })
    void hostThatIsListenedOnIsAmongTheNames(String host, String name) throws Exception {
        List<Object> names = names(certificate(host, NOW, Tls.GOOD));
        assertTrue(names.contains(name), names::toString);
        assertTrue(names.containsAll(List.of("localhost", "*.localhost", "127.0.0.1")), names::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no such host", "a..b", "-"})
    void hostThatIsNoNameIsLeftOut(String host) throws Exception {
        List<Object> names = names(certificate(host, NOW, Tls.GOOD));
        assertFalse(names.contains(host), names::toString);
        assertTrue(names.contains("localhost"), names::toString);
    }

    @Test
    void wrongHostIsForNoneOfOurNames() throws Exception {
        assertEquals(List.of("wrong-host.invalid"), names(certificate("127.0.0.1", NOW, Tls.WRONG_HOST)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-21T12:00:00Z", "2049-06-30T23:59:59Z", "2051-01-01T00:00:00Z"})
    void timesAreThoseMeantAlsoWhereTheirFormChanges(String moment) throws Exception {
        Instant now = Instant.parse(moment);
        X509Certificate good = certificate("127.0.0.1", now, Tls.GOOD);
        assertEquals(now.minus(Duration.ofDays(30)), good.getNotBefore().toInstant());
        assertEquals(now.plus(Duration.ofDays(365)), good.getNotAfter().toInstant());
        X509Certificate expired = certificate("127.0.0.1", now, Tls.EXPIRED);
        expired.checkValidity(Date.from(now.minus(Duration.ofDays(2))));
        assertThrows(CertificateExpiredException.class, () -> expired.checkValidity(Date.from(now)));
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void noneIsValidForLongerThanClientsTake(Tls kind) throws Exception {
        X509Certificate certificate = new Certificates("127.0.0.1", NOW).certificate(kind);
        if (certificate != null) {
            Instant from = certificate.getNotBefore().toInstant();
            Duration valid = Duration.between(from, certificate.getNotAfter().toInstant());
            assertTrue(valid.compareTo(Duration.ofDays(398)) < 0, valid::toString);
        }
    }

    @Test
    void goodOneHasAllNamesByWhichOthersAreAskedFor() throws Exception {
        List<String> expected = new ArrayList<>(List.of("localhost", "*.localhost"));
        EnumSet.complementOf(EnumSet.of(Tls.NONE)).forEach(kind -> expected.add(kind.serverName()));
        expected.addAll(List.of("127.0.0.1", "0:0:0:0:0:0:0:1"));
        assertEquals(expected, names(certificate("127.0.0.1", NOW, Tls.GOOD)));
    }

    @ParameterizedTest
    @EnumSource(Tls.class)
    void onlyTheSelfSignedOneIsSignedByItself(Tls kind) throws Exception {
        X509Certificate certificate = new Certificates("127.0.0.1", NOW).certificate(kind);
        if (certificate == null) {
            assertEquals(Tls.NONE, kind);
        } else if (kind == Tls.SELF_SIGNED) {
            certificate.verify(certificate.getPublicKey());
            assertEquals(certificate.getSubjectX500Principal(), certificate.getIssuerX500Principal());
        } else {
            assertThrows(SignatureException.class, () -> certificate.verify(certificate.getPublicKey()));
        }
    }
}
