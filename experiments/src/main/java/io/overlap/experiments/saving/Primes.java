package io.overlap.experiments.saving;

/** By trial division with odd numbers up to the root, as the book finds them: simple, and the larger the number the slower. */
final class Primes {
    private Primes() {}

    static boolean isPrime(long number) {
        if (number < 4) {
            return number > 1;
        }
        if (number % 2 == 0) {
            return false;
        }
        for (long divisor = 3; divisor * divisor <= number; divisor += 2) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    /** How many there are below. */
    static int countBelow(long limit) {
        int count = 0;
        for (long number = 2; number < limit; number++) {
            count += isPrime(number) ? 1 : 0;
        }
        return count;
    }
}
