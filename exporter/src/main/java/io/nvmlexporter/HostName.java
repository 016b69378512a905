package io.nvmlexporter;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of the host name label, by dcgm-exporter's rule. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    /** {@code [::1]:5555}, {@code example.com:5555}: what stands before the one colon that has a port behind it. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[(?<ipv6>[^]]*)]|(?<host>[^:]*)):\\d*");

    private HostName() {}

    /**
     * @param hostengine what {@code -r} names, where it was given
     * @return empty where {@code -r} names no host
     */
    static Optional<String> of(boolean kubernetes, Optional<String> hostengine, Map<String, String> environment) {
        if (!kubernetes && hostengine.isPresent()) {
            return Optional.of(hostOf(hostengine.get())).filter(host -> !host.isEmpty());
        }
        String nodeName = environment.getOrDefault("NODE_NAME", "");
        return Optional.of(nodeName.isEmpty() ? ofSystem() : nodeName);
    }

    static String hostOf(String hostengine) {
        Matcher form = HOST_AND_PORT.matcher(hostengine);
        if (!form.matches()) {
            return hostengine;
        }
        return form.group("ipv6") == null ? form.group("host") : form.group("ipv6");
    }

    private static String ofSystem() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException notLinux) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "localhost";
            }
        }
    }
}
