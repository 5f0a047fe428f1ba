package io.overlap.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The hash of a set of answers. */
class AnswersHashTest {
    private static final BigInteger TWO_TO_128 = BigInteger.ONE.shiftLeft(128);

    private final AnswersHash hash = new AnswersHash();

    @Test
    void noAnswersAreZero() {
        assertEquals("0".repeat(32), hash.toString());
    }

    @Test
    void orderDoesNotMatter() {
        AnswersHash other = new AnswersHash();
        IntStream.range(0, 100).forEach(i -> add(hash, "u" + i));
        IntStream.range(0, 100).forEach(i -> add(other, "u" + (99 - i)));
        assertEquals(hash.toString(), other.toString());
    }

    @Test
    void repetitionAndOmissionMatter() {
        add(hash, "a");
        add(hash, "b");
        String once = hash.toString();
        add(hash, "b");
        String twice = hash.toString();
        AnswersHash onlyOne = new AnswersHash();
        add(onlyOne, "a");

        assertNotEquals(once, twice);
        assertNotEquals(once, onlyOne.toString());
    }

    @Test
    void nameStatusAndBodyMatter() {
        long different = IntStream.range(0, 4)
                .mapToObj(which -> {
                    AnswersHash one = new AnswersHash();
                    one.add(which == 1 ? "b" : "a", which == 2 ? 201 : 200, bytes(which == 3 ? "," : "."));
                    return one.toString();
                })
                .distinct()
                .count();
        assertEquals(4, different);
    }

    @Test
    void itIsTheSumThatTheDesignSays() throws Exception {
        BigInteger sum = BigInteger.ZERO;
        boolean carried = false;
        for (int i = 0; i < 200; i++) {
            BigInteger low = sum.mod(BigInteger.ONE.shiftLeft(64));
            BigInteger term = term("u" + i, 200 + i, "body " + i);
            carried |= low.add(term.mod(BigInteger.ONE.shiftLeft(64))).bitLength() > 64;
            sum = sum.add(term).mod(TWO_TO_128);
            hash.add("u" + i, 200 + i, bytes("body " + i));
            assertEquals(hex(sum), hash.toString());
        }
        assertTrue(carried, "over 64 bits at least once");
    }

    @Test
    void manyThreadsMayAdd() throws Exception {
        AnswersHash alone = new AnswersHash();
        IntStream.range(0, 8_000).forEach(i -> add(alone, "u" + i));
        InParallel.run(8, thread -> IntStream.range(0, 1_000).forEach(i -> add(hash, "u" + (thread * 1_000 + i))));
        assertEquals(alone.toString(), hash.toString());
    }

    private static void add(AnswersHash to, String name) {
        to.add(name, 200, bytes("."));
    }

    private static BigInteger term(String name, int status, String body) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] bodyHash = digest.digest(bytes(body));
        digest.update(bytes(name + "\n" + status + "\n"));
        return new BigInteger(1, Arrays.copyOf(digest.digest(bodyHash), 16));
    }

    private static String hex(BigInteger sum) {
        String digits = sum.toString(16);
        return "0".repeat(32 - digits.length()) + digits;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
