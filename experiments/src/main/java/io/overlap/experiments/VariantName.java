package io.overlap.experiments;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be compared: each variant on each client that can carry it. */
public enum VariantName {
    SERIAL("serial", ClientName.AHC),
    SERIAL_JDK("serial", ClientName.JDK),
    THREADS("threads", ClientName.AHC),
    THREADS_JDK("threads", ClientName.JDK),
    VIRTUAL("virtual", ClientName.AHC),
    VIRTUAL_JDK("virtual", ClientName.JDK),
    ASYNC("async", ClientName.AHC),
    ASYNC_JDK("async", ClientName.JDK),
    CALLBACK("callback", ClientName.AHC),
    NETTY("netty", ClientName.NETTY);

    private final String word;
    private final ClientName client;

    VariantName(String word, ClientName client) {
        this.word = word;
        this.client = client;
    }

    /** The variant alone, as it is asked for. */
    public String word() {
        return word;
    }

    public ClientName client() {
        return client;
    }

    boolean isSerial() {
        return this == SERIAL || this == SERIAL_JDK;
    }

    /** For people: {@code threads} or {@code threads (jdk)}. */
    String label() {
        return client == ClientName.JDK ? word + " (jdk)" : word;
    }

    /** In trial ids and file names: {@code threads} or {@code threads-jdk}. */
    @Override
    public String toString() {
        return client == ClientName.JDK ? word + "-jdk" : word;
    }

    /**
     * What a command line asks for.
     *
     * @param list variants, separated by commas; null for all that the client can carry
     * @param client {@code ahc}, {@code jdk} or {@code both}; netty has a client of its own, which counts as ahc
     * @throws IllegalArgumentException if a name is unknown, the list is empty, or the client cannot carry it
     */
    public static List<VariantName> select(@Nullable String list, String client) {
        boolean jdk = client.equals("jdk") || client.equals("both");
        boolean others = client.equals("ahc") || client.equals("both");
        if (!jdk && !others) {
            throw new IllegalArgumentException("unknown client: \"" + client + "\" (there are ahc, jdk, both)");
        }
        Set<VariantName> chosen = new LinkedHashSet<>();
        for (String word : (list == null ? all() : list).split(",", -1)) {
            List<VariantName> named = named(word.strip());
            List<VariantName> carried = named.stream()
                    .filter(variant -> variant.client == ClientName.JDK ? jdk : others)
                    .toList();
            if (list != null && carried.isEmpty()) {
                throw new IllegalArgumentException(
                        word.strip() + " does not run on the JDK's clients: leave it out, or take --client both");
            }
            chosen.addAll(carried);
        }
        return List.copyOf(chosen);
    }

    private static List<VariantName> named(String word) {
        List<VariantName> named = Arrays.stream(values())
                .filter(variant -> variant.word.equals(word))
                .toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("unknown variant: \"" + word + "\" (there are " + all() + ")");
        }
        return named;
    }

    /** All variants, as {@link #select} reads them. */
    public static String all() {
        return Arrays.stream(values()).map(VariantName::word).distinct().collect(Collectors.joining(","));
    }
}
