package io.overlap.testserver;

import io.netty.util.NetUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;

/** Signs certificates (RFC 5280), as far as a throw-away authority needs them: ECDSA with SHA-256. */
final class X509 {
    /*
     * A certificate is a tree of DER: tag, length, content. The JDK reads it, but has no public way to write it. The
     * key identifiers are there for clients that check strictly (Python from 3.13 on).
     */
    private static final int INTEGER = 0x02;
    private static final int BITS = 0x03;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int LONG_TIME = 0x18; // from 2050 on
    private static final int SEQUENCE = 0x30;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;
    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};
    private static final byte[] VERSION_3 = {(byte) 0xa0, 0x03, INTEGER, 0x01, 0x02};
    private static final byte[] ECDSA_WITH_SHA256 = der(SEQUENCE, oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] FOR_SERVERS = der(SEQUENCE, oid(1, 3, 6, 1, 5, 5, 7, 3, 1));
    private static final byte[] MAY_SIGN_DATA = {BITS, 0x02, 0x07, (byte) 0x80};
    private static final byte[] MAY_SIGN_CERTIFICATES = {BITS, 0x02, 0x02, 0x04};

    /** What is to be signed: a certificate for these hosts (names or addresses); one for no host is an authority. */
    record Draft(String name, PublicKey key, Instant from, Instant to, List<String> hosts) {}

    private X509() {}

    static X509Certificate sign(Draft draft, String issuer, KeyPair signer) throws GeneralSecurityException {
        byte[] content = der(
                SEQUENCE,
                VERSION_3,
                der(
                        INTEGER,
                        new BigInteger(63, new SecureRandom())
                                .add(BigInteger.ONE)
                                .toByteArray()),
                ECDSA_WITH_SHA256,
                new X500Principal("CN=" + issuer).getEncoded(),
                der(SEQUENCE, time(draft.from()), time(draft.to())),
                new X500Principal("CN=" + draft.name()).getEncoded(),
                draft.key().getEncoded(),
                der(0xa3, der(SEQUENCE, extensions(draft, signer.getPublic()))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer.getPrivate());
        signature.update(content);
        byte[] whole = der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BITS, new byte[1], signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] extensions(Draft draft, PublicKey signer) throws GeneralSecurityException {
        boolean authority = draft.hosts().isEmpty();
        byte[] all = join(
                extension(19, true, authority ? der(SEQUENCE, TRUE) : der(SEQUENCE)),
                extension(15, true, authority ? MAY_SIGN_CERTIFICATES : MAY_SIGN_DATA),
                extension(14, false, der(OCTETS, keyId(draft.key()))),
                extension(35, false, der(SEQUENCE, der(0x80, keyId(signer)))));
        return authority
                ? all
                : join(all, extension(37, false, FOR_SERVERS), extension(17, false, names(draft.hosts())));
    }

    private static byte[] extension(int id, boolean critical, byte[] value) {
        return der(SEQUENCE, oid(2, 5, 29, id), critical ? TRUE : new byte[0], der(OCTETS, value));
    }

    private static byte[] names(List<String> hosts) {
        byte[][] names = new byte[hosts.size()][];
        for (int i = 0; i < names.length; i++) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(hosts.get(i));
            names[i] = address == null
                    ? der(DNS_NAME, hosts.get(i).getBytes(StandardCharsets.US_ASCII))
                    : der(IP_ADDRESS, address);
        }
        return der(SEQUENCE, names);
    }

    private static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 20);
    }

    private static byte[] time(Instant moment) {
        boolean isShort = moment.atOffset(ZoneOffset.UTC).getYear() < 2050;
        String pattern = isShort ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'";
        String text = DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(moment);
        return der(isShort ? UTC_TIME : LONG_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] oid(int first, int second, int... others) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(40 * first + second);
        for (int arc : others) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    out.write(0x80 | ((arc >>> shift) & 0x7f));
                }
            }
            out.write(arc & 0x7f);
        }
        return der(OID, out.toByteArray());
    }

    private static byte[] der(int tag, byte[]... parts) {
        byte[] content = join(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 4);
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int zeros = length[0] == 0 ? 1 : 0;
            out.write(0x80 | (length.length - zeros));
            out.write(length, zeros, length.length - zeros);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
