package io.overlap.bench;

import com.google.gson.JsonObject;
import io.overlap.experiments.batcher.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of one case.
 *
 * @param accepted items whose save returned; null if the peer cannot meet the fault
 * @param failed of them those that were told not to be saved, cancelled ones included
 * @param lost of them those that the service did not save, and either nothing was told of them, or the service had worked
 * @param hungBeforeClose futures that had not completed two seconds after the last save; null if the peer has none
 * @param hung futures that had not completed in the end; null if the peer has none
 * @param mistold items told to be saved that the service did not save
 * @param blockedSaves saves that had not returned when the peer was closed
 * @param closeSeconds how long close took; null if it had not returned after ten seconds
 */
record ChaosRow(
        ChaosPeer peer,
        Fault fault,
        @Nullable Integer accepted,
        @Nullable Integer failed,
        @Nullable Integer lost,
        @Nullable Integer hungBeforeClose,
        @Nullable Integer hung,
        @Nullable Integer mistold,
        @Nullable Integer blockedSaves,
        @Nullable Double closeSeconds,
        String note) {

    static ChaosRow none(ChaosPeer peer, Fault fault, String why) {
        return new ChaosRow(peer, fault, null, null, null, null, null, null, null, null, why);
    }

    private String closes() {
        return accepted == null ? "n/a" : closeSeconds == null ? "never" : "ended";
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("peer", peer.name());
        json.addProperty("version", peer.version());
        json.addProperty("fault", fault.toString());
        json.addProperty("applies", accepted != null);
        json.addProperty("accepted", accepted);
        json.addProperty("failed", failed);
        json.addProperty("lost", lost);
        json.addProperty("hung_before_close", hungBeforeClose);
        json.addProperty("hung", hung);
        json.addProperty("mistold", mistold);
        json.addProperty("blocked_saves", blockedSaves);
        json.addProperty("closes", closes());
        json.addProperty("close_seconds", closeSeconds);
        json.addProperty("note", note);
        return json;
    }

    String line() {
        if (accepted == null) {
            return "%-22s %-20s n/a: %s".formatted(peer.name(), fault.toString(), note);
        }
        String closed = closes().equals("ended") ? closeSeconds + " s" : closes();
        return "%-22s %-20s %8s %6s %5s %5s %5s %7s %7s %8s  %s"
                .formatted(
                        peer.name(),
                        fault.toString(),
                        accepted,
                        failed,
                        lost,
                        hungBeforeClose == null ? "n/a" : hungBeforeClose,
                        hung == null ? "n/a" : hung,
                        mistold,
                        blockedSaves,
                        closed,
                        note);
    }

    static String head() {
        return "%-22s %-20s %8s %6s %5s %5s %5s %7s %7s %8s  %s"
                .formatted(
                        "peer",
                        "fault",
                        "accepted",
                        "failed",
                        "lost",
                        "open",
                        "hung",
                        "mistold",
                        "blocked",
                        "close",
                        "note");
    }
}
