package io.overlap.batcher.http;

import org.jspecify.annotations.Nullable;

/** Why a request was never sent. */
final class UnsentException extends Exception {
    private static final long serialVersionUID = 1;

    UnsentException(String why) {
        super(why, null, false, false);
    }

    UnsentException(@Nullable Throwable cause) {
        super("not sent: " + cause, cause, false, false);
    }
}
