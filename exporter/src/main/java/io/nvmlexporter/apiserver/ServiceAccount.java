package io.nvmlexporter.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nvmlexporter.apiserver.ApiServerException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who we are in the cluster, as the kubelet mounts it into each pod.
 *
 * @param server the API server
 * @param directory where {@code token} and {@code ca.crt} are, which the kubelet replaces from time to time
 */
public record ServiceAccount(URI server, Path directory) {
    private static final int LARGEST_TOKEN = 1 << 20;

    /**
     * @param host {@code KUBERNETES_SERVICE_HOST}, where there is one
     * @param port {@code KUBERNETES_SERVICE_PORT}
     */
    public static ServiceAccount of(Optional<String> host, Optional<String> port, Path directory)
            throws ApiServerException {
        if (host.isEmpty() || host.get().isEmpty()) {
            throw new ApiServerException(
                    Reason.NO_SERVICE_ACCOUNT,
                    "KUBERNETES_SERVICE_HOST is not set, so this is no pod of a cluster and there is no API server to"
                            + " ask");
        }
        Path token = directory.resolve("token");
        if (!Files.isReadable(token)) {
            throw new ApiServerException(
                    Reason.NO_SERVICE_ACCOUNT,
                    "cannot read " + token + ": the pod has no token of a service account; set"
                            + " automountServiceAccountToken: true");
        }
        return new ServiceAccount(address(host.get(), port.orElse("443")), directory);
    }

    private static URI address(String host, String port) throws ApiServerException {
        String text = "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        try {
            URI address = new URI(text).parseServerAuthority();
            if (address.getPath().isEmpty()
                    && address.getHost() != null
                    && address.getPort() >= 1
                    && address.getPort() <= 65535) {
                return address;
            }
        } catch (URISyntaxException e) {
            // It is none, as below.
        }
        throw new ApiServerException(
                Reason.NO_SERVICE_ACCOUNT,
                "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no address: " + ApiServer.plain(text));
    }

    /** As it is now: it is good for an hour or so. */
    String token() throws ApiServerException {
        Path file = directory.resolve("token");
        try (InputStream in = Files.newInputStream(file)) {
            String token = new String(in.readNBytes(LARGEST_TOKEN), UTF_8).strip();
            if (!token.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
                throw new ApiServerException(Reason.NO_SERVICE_ACCOUNT, file + " holds something else than a token");
            }
            return token;
        } catch (IOException e) {
            throw new ApiServerException(Reason.NO_SERVICE_ACCOUNT, "cannot read " + file + ": " + e, e);
        }
    }

    /**
     * The node's name, which the tokens of Kubernetes 1.30 and newer say. Nobody is asked and no signature is checked:
     * the token is the kubelet's, and a false name would show nothing that the account may not see anyhow.
     */
    public Optional<String> nodeName() throws ApiServerException {
        String[] parts = token().split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
            return ObjectStream.of(claims).text("kubernetes.io", "node", "name");
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
    }

    /** Trusts this cluster's authority and no other. */
    SSLContext tls() throws ApiServerException {
        Path file = directory.resolve("ca.crt");
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca" + trusted.size(), certificate);
            }
            if (trusted.size() == 0) {
                throw new CertificateException("there is none in it");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        } catch (IOException | GeneralSecurityException e) {
            throw new ApiServerException(
                    Reason.NO_SERVICE_ACCOUNT, "cannot take the cluster's certificates from " + file + ": " + e, e);
        }
    }
}
