package io.overlap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong on the command line is said in one line; nothing is run. */
@Timeout(120)
class MisuseTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    compare --variants serial,quantum   | unknown variant: "quantum" (there are serial,threads,virtual,async,callback,netty)
                    compare -n abc                      | abc
                    compare -n 0                        | n < 1: 0
                    compare --cap 0                     | cap < 1: 0
                    compare --reps 0                    | reps < 1: 0
                    compare --warmup -1                 | warmup < 0: -1
                    compare --delay 5x                  | not a delay: 5x
                    compare --urls missing.txt          | cannot read file of URLs: missing.txt
                    compare --urls empty.txt            | no URLs in file: empty.txt
                    compare --urls .                    | cannot read file of URLs: .
                    compare --url foo                   | not a base URL: foo
                    compare --url ftp://localhost       | not a base URL: ftp://localhost
                    compare --url http://h --urls u.txt | --url and --urls exclude each other
                    compare --bogus                     | --bogus
                    compare again                       | again
                    compare --client okhttp             | unknown client: "okhttp" (there are ahc, jdk, both)
                    compare --client jdk --variants netty | netty does not run on the JDK's clients
                    compare --variants netty --urls u.txt | netty speaks plain HTTP to one server
                    experiment                          | which experiment?
                    experiment fly                      | fly
                    experiment lateness --connections 0 | connections not within 1 and 25000: 0
                    experiment lateness --connections x | not a list of numbers: "x"
                    experiment lateness --reps 0        | reps < 1: 0
                    experiment delays --draws 10        | draws not within 1000 and 5000000: 10
                    experiment delays --seed soon       | soon
                    experiment capacity --servers 0     | servers not within 1 and 256: 0
                    experiment capacity --servers many  | not a list of numbers: "many"
                    experiment batcher --reps 0         | reps < 1: 0
                    experiment batcher --reps many      | many
                    experiment batcher --delay 1s       | --delay
                    experiment primes --reps 0          | reps < 1: 0
                    experiment primes --into ftp://h    | no database: ftp://h
                    experiment primes --into postgresql://a:b@h/d | postgresql://a:***@h/d
                    experiment workload --reps 0        | reps < 1: 0
                    experiment workload --items 0       | items < 1: 0
                    experiment workload --into sqlite:f | --into
                    fly                                 | unknown verb: fly
                    serve --port 70000                  | 70000
                    serve --delay soon                  | not a delay: soon
                    serve --limit 3                     | not a limit: 3
                    serve --rate-limit 3                | not a rate: 3
                    serve --max-stream x                | not a number of bytes: --max-stream=x
                    serve --routes missing.txt          | cannot read missing.txt: no such file
                    serve --routes u.txt                | u.txt: line 1: neither delay, limit, rate nor a path
                    serve --tls=rusty                   | not a TLS certificate: rusty (none, good, expired
                    serve --tls-ca ca.pem               | --tls-ca without --tls
                    serve --tls --port 0 --tls-ca no/ca.pem | cannot write --tls-ca no/ca.pem: NoSuchFileException
                    report                              | DIR
                    report missing                      | not a folder: missing
                    report u.txt                        | not a folder: u.txt
                    """)
    void aMistakeIsOneLineAndExitCodeTwo(String words, String said) throws Exception {
        Files.writeString(folder.resolve("empty.txt"), "# nothing\n\n");
        Files.writeString(folder.resolve("u.txt"), "http://localhost/\n");

        Cli cli = Cli.run(folder, words.split(" ", -1));

        cli.assertExit(2);
        cli.assertOneLineSaying(said);
    }

    @Test
    void anUnreachableServerIsSaidBeforeAnythingIsRun() throws Exception {
        Cli cli = Cli.run(folder, "compare", "--url", "http://127.0.0.1:" + closedPort(), "--out", "none");

        cli.assertExit(1);
        cli.assertOneLineSaying("server not reachable: http://127.0.0.1:");
    }

    @Test
    void aCapBeyondTheDescriptorsIsSaidBeforeAnythingIsRun() throws Exception {
        Cli cli = Cli.run(folder, "compare", "--cap", "2000000000", "--out", "none");

        cli.assertExit(1);
        cli.assertOneLineSaying("ulimit -n");
    }

    @Test
    void jsonThatCannotBeWrittenIsSaidBeforeAnythingIsRun() throws Exception {
        // 500 URLs of 10 minutes: had it begun, it would not end.
        Cli cli = Cli.run(folder, "compare", "--delay", "10m", "--json", "missing/run.json", "--out", "none");

        cli.assertExit(5);
        cli.assertOneLineSaying("missing");
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidBeforeAnythingIsRun() throws Exception {
        Files.writeString(folder.resolve("taken"), "a file");

        Cli cli = Cli.run(folder, "compare", "--delay", "10m", "--out", "taken");

        cli.assertExit(5);
        cli.assertOneLineSaying("taken");
    }

    @Test
    void aPortInUseIsSaid() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Cli cli = Cli.run(folder, "serve", "--port", Integer.toString(taken.getLocalPort()));

            cli.assertExit(1);
            cli.assertOneLineSaying("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void noVerbIsAnsweredWithTheUsage() throws Exception {
        Cli cli = Cli.run(folder);

        cli.assertExit(2);
        assertEquals("", cli.out());
        for (String verb : List.of("compare", "serve", "report")) {
            assertTrue(cli.err().contains(verb), cli.err());
        }
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
