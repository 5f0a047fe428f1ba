package io.overlap.experiments.report;

/**
 * Writes one SVG picture: plain shapes, and text as text. Readable on light and dark, also where a page embeds it as an
 * image: it brings its own paper and follows the reader's colour scheme. The same calls give the same bytes.
 */
public final class Svg {
    /** Hues apart from each other, each with a contrast of at least 3 to the light and to the dark paper. */
    static final String[] HUES = {
        "#2f7ed8", "#d9622b", "#2e9e5b", "#c9405f", "#8a63d2", "#1797a6", "#b07d12", "#d14ba6", "#7a8f1f", "#8a7f78"
    };

    private static final String STYLE = """
            <style>
            text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;fill:#1f2328}
            .title{font-size:18px;font-weight:600}
            .huge{font-size:34px;font-weight:700}
            .bold{font-weight:600}
            .small{font-size:12px}
            .muted{fill:#59636e}
            .middle{text-anchor:middle}
            .end{text-anchor:end}
            .paper{fill:#fff}
            .grid{stroke:#d1d9e0;stroke-width:1;fill:none}
            .axis{stroke:#818b98;stroke-width:1;fill:none}
            .ink{stroke:#1f2328;stroke-width:2.5;fill:none}
            .inkfill{fill:#1f2328}
            .ideal{stroke:#1a7f37;stroke-width:1.5;stroke-dasharray:5 4;fill:none}
            .idealtext{fill:#1a7f37}
            .rim{stroke:#fff;stroke-width:.8}
            @media(prefers-color-scheme:dark){
            text,.inkfill{fill:#e6edf3}
            .muted{fill:#9198a1}
            .paper{fill:#0d1117}
            .grid{stroke:#2a313c}
            .axis{stroke:#6e7681}
            .ink{stroke:#e6edf3}
            .ideal{stroke:#3fb950}
            .idealtext{fill:#3fb950}
            .rim{stroke:#0d1117}
            }
            """;

    private final StringBuilder out = new StringBuilder();

    public Svg(int width, int height, String title, String description) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"t d\" width=\"")
                .append(width)
                .append("\" height=\"")
                .append(height)
                .append("\" viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\">\n<title id=\"t\">")
                .append(escape(title))
                .append("</title>\n<desc id=\"d\">")
                .append(escape(description))
                .append("</desc>\n")
                .append(STYLE);
        for (int i = 0; i < HUES.length; i++) {
            out.append(".h").append(i).append("{stroke:").append(HUES[i]).append(";fill:none}\n");
            out.append(".f").append(i).append("{fill:").append(HUES[i]).append("}\n");
        }
        out.append("</style>\n");
        rect(0, 0, width, height, "paper");
    }

    /** Every shape takes classes of the style above, and perhaps further attributes as they are. */
    public Svg rect(double x, double y, double width, double height, String classes, String... attributes) {
        return shape(
                "rect",
                classes,
                "x=\"" + n(x) + "\" y=\"" + n(y) + "\" width=\"" + n(width) + "\" height=\"" + n(height) + '"',
                attributes);
    }

    public Svg line(double x1, double y1, double x2, double y2, String classes, String... attributes) {
        return shape(
                "line",
                classes,
                "x1=\"" + n(x1) + "\" y1=\"" + n(y1) + "\" x2=\"" + n(x2) + "\" y2=\"" + n(y2) + '"',
                attributes);
    }

    public Svg circle(double x, double y, double radius, String classes, String... attributes) {
        return shape("circle", classes, "cx=\"" + n(x) + "\" cy=\"" + n(y) + "\" r=\"" + n(radius) + '"', attributes);
    }

    Svg path(Pen pen, String classes, String... attributes) {
        return pen.isEmpty() ? this : shape("path", classes, "d=\"" + pen + '"', attributes);
    }

    public Svg text(double x, double y, String text, String classes) {
        out.append("<text x=\"").append(n(x)).append("\" y=\"").append(n(y)).append('"');
        if (!classes.isEmpty()) {
            out.append(" class=\"").append(classes).append('"');
        }
        out.append('>').append(escape(text)).append("</text>\n");
        return this;
    }

    private Svg shape(String name, String classes, String geometry, String... attributes) {
        out.append('<')
                .append(name)
                .append(" class=\"")
                .append(classes)
                .append("\" ")
                .append(geometry);
        for (String attribute : attributes) {
            out.append(' ').append(attribute);
        }
        out.append("/>\n");
        return this;
    }

    /** What XML allows of a text; what it does not allow at all becomes U+FFFD. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    private static boolean allowed(int c) {
        boolean control = c < 0x20 && c != '\t' && c != '\n';
        boolean surrogate = c >= 0xD800 && c < 0xE000;
        return !control && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }

    /** A coordinate: two decimals at most, no needless zero. */
    static String n(double value) {
        long hundredths = Math.round(value * 100);
        long rest = Math.abs(hundredths % 100);
        String sign = hundredths < 0 ? "-" : "";
        String whole = sign + Math.abs(hundredths / 100);
        if (rest == 0) {
            return whole;
        }
        return whole + (rest % 10 == 0 ? "." + rest / 10 : rest < 10 ? ".0" + rest : "." + rest);
    }

    /** The whole picture. */
    @Override
    public String toString() {
        return out + "</svg>\n";
    }
}
