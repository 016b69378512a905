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

/**
 * The value of the host name label, by dcgm-exporter's rule: since 4.8.3, a loopback address is no name. A socket of
 * this machine, as {@code unix:///PATH} or {@code vsock://CID:PORT}, names no host in any release.
 */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    /** {@code [::1]:5555}, {@code example.com:5555}: what stands before the one colon that has a port behind it. */
    private static final Pattern HOST_AND_PORT = Pattern.compile("(?:\\[(?<ipv6>[^]]*)]|(?<host>[^:]*)):\\d*");
    /** This machine, without asking a name server. */
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)localhost|127(\\.\\d{1,3}){3}|\\[?(::1|(0{1,4}:){7}0{0,3}1)]?");

    /** How 4.8.3 writes what is reached otherwise than by a name. */
    private static final Pattern SOCKET = Pattern.compile("(?i)(unix|vsock)://.*");

    private static final Pattern TCP = Pattern.compile("(?i)tcp://");

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
        Optional<String> host =
                hostengine.filter(engine -> !SOCKET.matcher(engine).matches()).map(HostName::hostOf);
        boolean here = host.isPresent() && compatibility.hasNewRenderer() && isLoopback(host.get());
        if (!kubernetes && host.isPresent() && !here) {
            return host.filter(name -> !name.isEmpty());
        }
        String nodeName = environment.getOrDefault("NODE_NAME", "");
        return Optional.of(nodeName.isEmpty() ? ofSystem() : nodeName);
    }

    static String hostOf(String hostengine) {
        String address = TCP.matcher(hostengine).replaceFirst("");
        Matcher form = HOST_AND_PORT.matcher(address);
        if (!form.matches()) {
            return address;
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
