package io.nvmlexporter.http;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the server listens, as dcgm-exporter's {@code --address} writes it: {@code host:port}, {@code [IPv6]:port}, or
 * {@code :port} for all addresses of the node. Port 0 lets the system choose one.
 */
record ListenAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[(?<ipv6>[^\\[\\]]*)]|(?<host>[^:\\[\\]]*)):(?<port>\\d{1,5})");
    private static final int HIGHEST_PORT = 65_535;

    static ListenAddress parse(String text) throws ListenException {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group("port")) > HIGHEST_PORT) {
            throw new ListenException("cannot listen on '" + text
                    + "': write an address and a port, such as :9400, 127.0.0.1:9400 or [::1]:9400");
        }
        String host = form.group("ipv6") == null ? form.group("host") : form.group("ipv6");
        return new ListenAddress(host, Integer.parseInt(form.group("port")));
    }

    /** The address to bind; unresolved if the host's name is not known. */
    InetSocketAddress resolve() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
