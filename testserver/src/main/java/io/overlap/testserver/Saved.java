package io.overlap.testserver;

/**
 * What {@code POST /save} has saved since the server's start or its last reset: the other side's view of a writer.
 *
 * @param count items accepted, repeated ones counted each time
 * @param distinct different items accepted
 * @param duplicates how often an item was accepted that had been accepted before: {@code count - distinct}
 * @param refused items answered by neither 200 nor 201; an item tried three times counts three times
 */
public record Saved(long count, long distinct, long duplicates, long refused) {}
