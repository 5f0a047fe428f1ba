package io.overlap.testserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The figure of the chronology, read back as XML. */
class ChronologySvgTest {
    private static final long MS = 1_000_000;

    private final Chronology chronology = new Chronology(10_000);

    private void add(String trial, long arrived, long delay, long late, int status) {
        chronology.add(0, trial, 1, "x", arrived, 0, arrived + delay, arrived + delay + late, status);
    }

    private String draw(String trial) {
        StringBuilder out = new StringBuilder();
        ChronologySvg.write(chronology, trial.isEmpty() ? null : trial, out::append);
        return out.toString();
    }

    private static Document parse(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    /** The lines drawn with a class: from, height, to. */
    private static List<double[]> lines(Document svg, String name) {
        List<double[]> lines = new ArrayList<>();
        for (Element path : elements(svg, "path")) {
            if (path.getAttribute("class").equals(name)
                    && !path.getAttribute("d").contains("h18")) {
                for (String line : path.getAttribute("d").substring(1).split("M", -1)) {
                    String[] numbers = line.split("[ H]", -1);
                    lines.add(new double[] {
                        Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2])
                    });
                }
            }
        }
        return lines;
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList nodes = svg.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<String> texts(Document svg) {
        return elements(svg, "text").stream().map(Element::getTextContent).toList();
    }

    @Test
    void lineReachesFromArrivalToAnswerInTheOrderOfArrival() throws Exception {
        add("", 200 * MS, 100 * MS, 0, 200); // ended first
        add("", 0, 500 * MS, 500 * MS, 200);
        Document svg = parse(draw(""));
        List<double[]> waits = lines(svg, "answered");
        assertEquals(2, waits.size());
        double[] first = waits.get(0);
        double[] second = waits.get(1);
        assertTrue(first[1] < second[1], "the first to arrive is uppermost");
        double width = (first[2] - first[0]) * 2; // it waited for half of the figure
        assertEquals(first[0] + 0.2 * width, second[0], 0.2);
        assertEquals(first[0] + 0.3 * width, second[2], 0.2);
        List<double[]> lates = lines(svg, "late");
        assertEquals(1, lates.size());
        assertEquals(first[2], lates.get(0)[0], 0.2);
        assertEquals(first[0] + width, lates.get(0)[2], 0.2);
        assertEquals(first[1], lates.get(0)[1]);
    }

    @Test
    void coloursTellHowExchangesEnded() throws Exception {
        add("", 0, MS, 0, 200);
        add("", 1, MS, 0, 302);
        add("", 2, MS, 0, 404);
        add("", 3, MS, 0, 429);
        add("", 4, MS, 0, 503);
        add("", 5, 100 * MS, -50 * MS, Exchange.CANCELLED);
        Document svg = parse(draw(""));
        assertEquals(1, lines(svg, "answered").size());
        assertEquals(1, lines(svg, "redirected").size());
        assertEquals(2, lines(svg, "refused").size());
        assertEquals(1, lines(svg, "failed").size());
        List<double[]> gone = lines(svg, "gone");
        assertEquals(1, gone.size());
        assertEquals(944, gone.get(0)[2], 0.1); // it ends with the client, the last of all, not at its deadline
        assertTrue(texts(svg).contains("4xx 2"), texts(svg)::toString);
    }

    @Test
    void flowShowsHowManyWereInFlight() throws Exception {
        for (int i = 0; i < 7; i++) {
            add("", i * MS, 100 * MS, 0, 200);
        }
        add("", 300 * MS, 100 * MS, 0, 200);
        List<String> texts = texts(parse(draw("")));
        assertTrue(texts.contains("7"), texts::toString);
    }

    @Test
    void atMostTheLastThousandAreDrawnInLittleSpace() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            add("", i * 777_777L, 100 * MS + i * 1_234L % MS, i % 7 * MS, i % 5 == 0 ? 503 : 200);
        }
        String text = draw("");
        assertTrue(text.length() < 300_000, () -> text.length() + " bytes");
        Document svg = parse(text);
        assertEquals(1_000, lines(svg, "answered").size() + lines(svg, "failed").size());
        assertEquals("The last 1,000 exchanges", texts(svg).get(0));
    }

    @Test
    void oneTrialCanBeDrawn() throws Exception {
        add("a", 0, MS, 0, 200);
        add("b", 0, MS, 0, 200);
        Document svg = parse(draw("b"));
        assertEquals(1, lines(svg, "answered").size());
        assertEquals("1 exchange of b", texts(svg).get(0));
    }

    @Test
    void nothingIsStillAFigure() throws Exception {
        assertEquals(
                "No exchanges of <&\">\ufffd", texts(parse(draw("<&\">\u0001"))).get(0));
        add("", 5, 0, 0, 200);
        assertEquals(1, lines(parse(draw("")), "answered").size());
    }

    @Test
    void figureFollowsTheColourSchemeAndRefersToNothing() {
        String svg = draw("");
        assertTrue(svg.contains("prefers-color-scheme:dark"));
        assertFalse(svg.contains("href"));
        assertFalse(svg.contains("url("));
    }

    @Test
    void serverDrawsWhatItAnswered() throws Exception {
        try (TestServer server = TestServer.start()) {
            RawClient.ask(server, "/add?name=x&delay=5", "Overlap-Trial: t");
            RawClient.ask(server, "/nowhere");
            RawClient.Response all = RawClient.ask(server, "/chronology?format=svg");
            assertEquals("image/svg+xml", all.header("content-type"));
            assertEquals("2 exchanges", texts(parse(all.body())).get(0));
            String one = RawClient.ask(server, "/chronology?format=svg&trial=t").body();
            assertEquals("1 exchange of t", texts(parse(one)).get(0));
        }
    }
}
