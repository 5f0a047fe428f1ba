package io.overlap.experiments.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class BookTest {
    @Test
    void timesAreThoseOfItsFile() {
        assertEquals(59.97337, Book.primes(Variant.SERIAL, 8_192));
        assertEquals(4.29239, Book.primes(Variant.BOOK, 8_192));
        assertNull(Book.primes(Variant.OURS, 8_192));
        assertNull(Book.primes(Variant.SERIAL, 32_768));
        assertEquals(25.226, Book.workload(Variant.OURS, 400, 10));
        assertEquals(24.937, Book.workload(Variant.NONE, 400, 10));
        assertNull(Book.workload(Variant.OURS, 400, 9));
    }
}
