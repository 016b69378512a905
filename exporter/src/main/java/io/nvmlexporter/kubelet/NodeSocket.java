package io.nvmlexporter.kubelet;

import io.nvmlexporter.kubelet.KubeletException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** What the file system says of a socket of this node, as far as it tells why nobody answers there. */
record NodeSocket(Path path, Peer peer) {
    private static final Path OURSELVES = Path.of("/proc/self");

    /** @throws KubeletException where there is no socket, or where it is plain that we may not use it */
    void check() {
        try {
            if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                throw new KubeletException(
                        Reason.UNAVAILABLE,
                        path + " is not a socket; mount the directory that the " + peer.noun()
                                + "'s socket is in, not the socket, which it makes anew at each start");
            }
        } catch (NoSuchFileException e) {
            throw new KubeletException(
                    Reason.SOCKET_MISSING,
                    "no socket at " + path + "; where there is a " + peer.noun()
                            + ", mount the directory that this is in",
                    e);
        } catch (AccessDeniedException e) {
            throw denied(e);
        } catch (IOException e) {
            throw new KubeletException(Reason.UNAVAILABLE, "cannot look at " + path + ": " + e.getMessage(), e);
        }
    }

    /** @param refusal why the connection failed, by the system's words */
    KubeletException explain(String refusal, Throwable cause) {
        try {
            check();
        } catch (KubeletException e) {
            return e;
        }
        if (refusal.contains("Permission denied")
                || refusal.contains("Operation not permitted")
                || !Files.isWritable(path)) {
            return denied(cause);
        }
        return new KubeletException(
                Reason.UNAVAILABLE,
                "no " + peer.noun() + " answers at " + path + " (is it running?): " + refusal,
                cause);
    }

    private KubeletException denied(Throwable cause) {
        Optional<Integer> ours = uid(OURSELVES);
        String who = ours.map(uid -> " as uid " + uid).orElse("");
        return new KubeletException(
                Reason.PERMISSION_DENIED,
                "may not open the " + peer.noun() + "'s socket " + path + who + "; " + remedy(ours, uid(path)),
                cause);
    }

    /** @param ours the uid that we run as, and {@code owners} that of the socket, as far as they can be known */
    static String remedy(Optional<Integer> ours, Optional<Integer> owners) {
        boolean rightful = ours.isPresent() && (ours.get() == 0 || ours.equals(owners));
        return rightful
                ? "its owner may open it, so SELinux or AppArmor forbids it: run the exporter privileged, or with the"
                        + " SELinux type spc_t"
                : "it is for uid " + owners.orElse(0) + " alone: run the exporter as that (runAsUser), no capability is"
                        + " needed";
    }

    private static Optional<Integer> uid(Path file) {
        try {
            return Optional.of((Integer) Files.getAttribute(file, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
