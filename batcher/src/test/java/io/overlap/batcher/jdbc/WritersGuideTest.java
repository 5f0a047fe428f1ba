package io.overlap.batcher.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.overlap.batcher.AsyncBatcher;
import io.overlap.batcher.BatchPolicy;
import io.overlap.batcher.http.HttpBatchWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/writers.md do what they say, as they stand there. */
final class WritersGuideTest {
    private static final String TABLE =
            "create table readings (sensor bigint, at timestamptz, value double precision, primary key (sensor, at))";

    private static final String COMMITS =
            "create table commits (slot text primary key, batch bigint not null, at timestamptz not null)";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Reading> readings = LongStream.range(0, 5_000)
            .mapToObj(i -> new Reading(i % 10, Instant.ofEpochSecond(i), i / 2.0))
            .toList();

    record Reading(long sensor, Instant at, double value) {}

    private static Void report(Reading reading, Throwable why) {
        throw new AssertionError(reading.toString(), why);
    }

    @AfterEach
    void end() {
        threads.shutdown();
    }

    @Test
    void postgres() throws Exception {
        try (Postgres postgres = Postgres.start(folder.resolve("pg"))) {
            postgres.run(TABLE);
            postgres.run(COMMITS);
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres?user=postgres";
            // begin postgres
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(url + "&loginTimeout=5"); // or a server that never answers holds a thread
            pool.setMaximumPoolSize(4); // as many as batches in flight
            pool.setConnectionTimeout(5_000); // less than an attempt takes: then it tells why there is none
            JdbcBatchWriter<Reading> writer = JdbcBatchWriter.<Reading>copy(pool, "readings", "sensor", "at", "value")
                    .bind((columns, r) -> columns.add(r.sensor()).add(r.at()).add(r.value()))
                    .commitMarker(CommitMarker.postgres("commits"))
                    .build();
            try (AsyncBatcher<Reading, Void> batcher = AsyncBatcher.blocking(writer, threads)
                    .policy(BatchPolicy.DEFAULT.withMaxItems(1_000))
                    .build()) {
                for (Reading reading : readings) {
                    batcher.save(reading).exceptionally(why -> report(reading, why));
                }
            }
            // end
            pool.close();
            assertEquals(
                    5_000, postgres.number("select count(*) from readings where extract(epoch from at) = value * 2"));
        }
    }

    @Test
    void sqlite() throws Exception {
        Path file = folder.resolve("readings.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
            // begin sqlite
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl("jdbc:sqlite:" + file);
            JdbcBatchWriter<Reading> writer = JdbcBatchWriter.<Reading>insert(pool, "readings", "sensor", "at", "value")
                    .bind((columns, r) ->
                            columns.add(r.sensor()).add(r.at().toString()).add(r.value()))
                    .build();
            try (AsyncBatcher<Reading, Void> batcher = AsyncBatcher.blocking(writer, threads)
                    .policy(BatchPolicy.DEFAULT.withMaxItems(1_000).withMaxInFlight(1))
                    .build()) {
                for (Reading reading : readings) {
                    batcher.save(reading).exceptionally(why -> report(reading, why));
                }
            }
            // end
            pool.close();
            try (ResultSet row = statement.executeQuery("select count(*) from readings")) {
                assertEquals(5_000, row.getInt(1));
            }
        }
    }

    /** Stands where a program has its JSON library. */
    private static final class Gson {
        String toJson(Reading reading) {
            return "{\"sensor\":" + reading.sensor() + ",\"at\":\"" + reading.at() + "\",\"value\":" + reading.value()
                    + "}";
        }
    }

    @Test
    void http() throws Exception {
        AtomicInteger lines = new AtomicInteger();
        AtomicReference<String> authorization = new AtomicReference<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readings", exchange -> {
            authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            lines.addAndGet((int) body.lines().count());
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        String token = "secret";
        Gson gson = new Gson();
        // begin http
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1) // for plain http: else the first requests ask for an upgrade
                .build();
        HttpBatchWriter<Reading, Void> writer = HttpBatchWriter.<Reading>ndjson(
                        client, URI.create(url + "/readings"), gson::toJson)
                .header("Authorization", "Bearer " + token)
                .build();
        try (AsyncBatcher<Reading, Void> batcher = AsyncBatcher.async(writer)
                .policy(BatchPolicy.DEFAULT.withMaxItems(500))
                .build()) {
            for (Reading reading : readings) {
                batcher.save(reading).exceptionally(why -> report(reading, why));
            }
        }
        // end
        server.stop(0);
        assertEquals(5_000, lines.get());
        assertEquals("Bearer secret", authorization.get());
    }

    @Test
    void theGuideShowsThesePrograms() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/overlap/batcher/jdbc/WritersGuideTest.java"));
        String guide = squeezed(Files.readString(Path.of("../docs/writers.md")));
        for (String name : List.of("postgres", "sqlite", "http")) {
            int begin = source.indexOf("// begin " + name);
            String program = source.substring(begin + ("// begin " + name).length(), source.indexOf("// end", begin));
            assertTrue(guide.contains(squeezed(program)), "docs/writers.md shows another program for " + name);
        }
        assertTrue(guide.contains(squeezed(TABLE)));
        assertTrue(guide.contains(squeezed(COMMITS)));
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
