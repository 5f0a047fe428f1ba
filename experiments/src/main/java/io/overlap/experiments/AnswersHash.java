package io.overlap.experiments;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash of a set of answers that does not depend on their order and needs constant memory: the sum modulo 2^128 of the
 * first 16 bytes of SHA-256(name, status, SHA-256(body)). Thread-safe.
 */
final class AnswersHash {
    private static final MessageDigest SHA_256 = sha256();

    // Guarded by this.
    private long high;
    private long low;

    void add(String name, int status, byte[] body) {
        byte[] digest = digest(name, status, body);
        add(longAt(digest, 0), longAt(digest, 8));
    }

    private synchronized void add(long addHigh, long addLow) {
        long sum = low + addLow;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        low = sum;
        high += addHigh + carry;
    }

    @Override
    public synchronized String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    private static byte[] digest(String name, int status, byte[] body) {
        try {
            MessageDigest digest = (MessageDigest) SHA_256.clone();
            byte[] bodyHash = digest.digest(body);
            digest.update((name + "\n" + status + "\n").getBytes(StandardCharsets.UTF_8));
            return digest.digest(bodyHash);
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    private static long longAt(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
