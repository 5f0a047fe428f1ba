package io.overlap.testserver;

/**
 * The inverse of the standard normal distribution, to about 16 digits.
 *
 * <p>M. J. Wichura, Algorithm AS 241 (PPND16): The Percentage Points of the Normal Distribution, Applied Statistics 37 (1988)
 * 477-484: the quotient of two polynomials, other ones in the centre, at the sides and in the tails.
 */
final class NormalQuantile {
    // The highest power's coefficient comes first. Rounded from 20 published digits to what a double keeps.
    private static final double[] CENTRE = {
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665
    };
    private static final double[] CENTRE_OVER = {
        5226.495278852854,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1
    };
    private static final double[] SIDE = {
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835
    };
    private static final double[] SIDE_OVER = {
        1.0507500716444169e-9,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1
    };
    private static final double[] TAIL = {
        2.0103343992922881e-7,
        2.7115555687434876e-5,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103
    };
    private static final double[] TAIL_OVER = {
        2.0442631033899397e-15,
        1.421511758316446e-7,
        1.8463183175100548e-5,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1
    };
    private static final double CENTRE_HALF = 0.425;
    private static final double TAIL_FROM = 5;

    private NormalQuantile() {}

    /** Returns the value that this share, between 0 and 1, both excluded, does not exceed. */
    static double of(double q) {
        double middle = q - 0.5;
        if (Math.abs(middle) <= CENTRE_HALF) {
            double r = CENTRE_HALF * CENTRE_HALF - middle * middle;
            return middle * polynomial(CENTRE, r) / polynomial(CENTRE_OVER, r);
        }
        double r = Math.sqrt(-StrictMath.log(middle < 0 ? q : 1 - q));
        double z = r <= TAIL_FROM
                ? polynomial(SIDE, r - 1.6) / polynomial(SIDE_OVER, r - 1.6)
                : polynomial(TAIL, r - TAIL_FROM) / polynomial(TAIL_OVER, r - TAIL_FROM);
        return middle < 0 ? -z : z;
    }

    private static double polynomial(double[] coefficients, double r) {
        double sum = 0;
        for (double coefficient : coefficients) {
            sum = sum * r + coefficient;
        }
        return sum;
    }
}
