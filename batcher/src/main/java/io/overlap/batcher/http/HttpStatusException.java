package io.overlap.batcher.http;

import java.net.http.HttpRequest;

/** A server's answer that is no success. */
public final class HttpStatusException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int MAX_TOLD = 200;

    private final int status;

    // No stack trace: it would be the client's threads', maybe for thousands of items.
    HttpStatusException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** Names method and path, without the query, which may hold a secret, and the beginning of the answer. */
    static HttpStatusException of(HttpRequest request, int status, String answer) {
        String told = answer.substring(0, Math.min(answer.length(), MAX_TOLD));
        String text = told.replaceAll("\\s+", " ").strip();
        return new HttpStatusException(status, told(request) + ": " + status + (text.isEmpty() ? "" : ": " + text));
    }

    static String told(HttpRequest request) {
        return request.method() + " " + request.uri().getPath();
    }

    /** The answer's status, or an item's. */
    public int status() {
        return status;
    }
}
