package io.overlap.experiments;

import io.overlap.crawler.FetchRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The requests of a trial, in order, made one at a time. */
sealed interface Workload {
    /** The first n requests, of a trial with this id. The stream is to be closed. */
    Stream<FetchRequest> requests(String trial, long n);

    /** What a request is called in the hash of the answers: the same in every run. */
    String name(FetchRequest request);

    /** Request i is {@code /add?name=u{i}&delay=D} of a server. */
    record Add(String base, String delay) implements Workload {
        private static final String NAME = "/add?name=";

        @Override
        public Stream<FetchRequest> requests(String trial, long n) {
            Map<String, String> headers = Map.of("Overlap-Trial", trial);
            return Stream.iterate(0L, i -> i < n, i -> i + 1)
                    .map(i -> new FetchRequest(base + NAME + nameOf(i) + "&delay=" + delay, headers));
        }

        static String nameOf(long index) {
            return "u" + index;
        }

        @Override
        public String name(FetchRequest request) {
            int start = base.length() + NAME.length();
            return request.url().substring(start, request.url().indexOf('&', start));
        }
    }

    /** The lines of a file, without blank ones and those that begin with a #. */
    record Lines(Path file) implements Workload {
        @Override
        public Stream<FetchRequest> requests(String trial, long n) {
            try {
                return UrlFile.lines(file).limit(n).map(FetchRequest::of);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String name(FetchRequest request) {
            return request.url();
        }
    }

    /** The requests until told to stop. */
    static Iterator<FetchRequest> until(Stream<FetchRequest> requests, BooleanSupplier stopped) {
        return requests.takeWhile(request -> !stopped.getAsBoolean()).iterator();
    }
}
