package io.nvmlexporter;

import io.nvmlexporter.collect.Compatibility;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of the host name label, by dcgm-exporter's rule: since 4.8.3, a loopback address is no name. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    /** {@code [::1]:5555}, {@code example.com:5555}: what stands before the one colon that has a port behind it. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[(?<ipv6>[^]]*)]|(?<host>[^:]*)):\\d*");
    /** This machine, without asking a name server. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)localhost|127(\\.\\d{1,3}){3}|\\[?(::1|(0{1,4}:){7}0{0,3}1)]?");

    private HostName() {}

    /**
     * @param hostengine what {@code -r} names, where it was given
     * @return empty where {@code -r} names no host
     */
    static Optional<String> of(
            Compatibility compatibility,
            boolean kubernetes,
            Optional<String> hostengine,
            Map<String, String> environment) {
        Optional<String> host = hostengine.map(HostName::hostOf);
        boolean here = host.isPresent() && compatibility.hasNewRenderer() && isLoopback(host.get());
        if (!kubernetes && host.isPresent() && !here) {
            return host.filter(name -> !name.isEmpty());
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

    private static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
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
