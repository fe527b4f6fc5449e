package sley.vm.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import sley.vm.permit.Permissions;
import sley.vm.thread.Fault;

/// What TLS needs to know of who is who: a server's certificate and key, and the authorities that a client trusts. Files are PEM (any of OpenSSL's ways to write a key) or PKCS12.
final class Certificates {
    private static final int SEQUENCE = 0x30;
    /// Trust that was read before, by the content of its file, so that connections to one server can resume their sessions. Few files are in use; more are read again.
    private static final int MOST_KEPT = 16;
    private static final Map<String, SSLContext> TRUST = new ConcurrentHashMap<>();

    private Certificates() {}

    // ---- Clients

    /// An engine that accepts only the server `host`. A blocking call.
    ///
    /// @param roots the PEM file of the authorities to trust; empty for the host's own list
    static SSLEngine client(Permissions permissions, String host, int port, String roots) {
        SSLContext context = trust(permissions, roots);
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLContext trust(Permissions permissions, String roots) {
        String content = roots.isEmpty() ? "" : Files.read(permissions, roots);
        SSLContext known = TRUST.get(content);
        if (known != null) {
            return known;
        }
        try {
            SSLContext context;
            if (roots.isEmpty()) {
                context = SSLContext.getDefault();
            } else {
                KeyStore store = empty();
                List<X509Certificate> trusted = Pem.certificates(content, roots);
                for (int i = 0; i < trusted.size(); i++) {
                    store.setCertificateEntry(Integer.toString(i), trusted.get(i));
                }
                TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                managers.init(store);
                context = SSLContext.getInstance("TLS");
                context.init(null, managers.getTrustManagers(), null);
            }
            if (TRUST.size() < MOST_KEPT) {
                TRUST.put(content, context);
            }
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new Fault("io", "open " + (roots.isEmpty() ? "the list of authorities" : roots) + ": " + message(e));
        }
    }

    /// The host does not ask a certificate that is itself in the list of those to trust whether it is still valid.
    static void checkPeriod(SSLSession session) throws SSLException {
        try {
            ((X509Certificate) session.getPeerCertificates()[0]).checkValidity();
        } catch (GeneralSecurityException e) {
            throw new SSLException("the certificate is not valid now", e);
        }
    }

    // ---- Servers

    /// A blocking call.
    ///
    /// @param key      the PEM file of the key; empty when it is in the certificate's file
    /// @param password of a PKCS12 file
    static SSLContext server(Permissions permissions, String certificate, String key, String password) {
        byte[] content = Files.bytes(permissions, certificate);
        char[] secret = password.toCharArray();
        try {
            KeyStore store = content.length > 0 && content[0] == SEQUENCE ? KeyStore.getInstance("PKCS12") : empty();
            if (content.length > 0 && content[0] == SEQUENCE) {
                store.load(new ByteArrayInputStream(content), secret);
                if (Collections.list(store.aliases()).stream().noneMatch(a -> hasKey(store, a))) {
                    throw new Fault("io", "open " + certificate + ": there is no private key in it");
                }
            } else {
                String text = new String(content, StandardCharsets.ISO_8859_1);
                Certificate[] chain = Pem.certificates(text, certificate).toArray(Certificate[]::new);
                PrivateKey own = key.isEmpty() ? Pem.key(text, certificate, chain[0]) : Pem.key(Files.read(permissions, key), key, chain[0]);
                store.setKeyEntry("server", own, secret, chain);
            }
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, secret);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new Fault("io", "open " + certificate + ": " + message(e));
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    static SSLEngine server(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    private static boolean hasKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a store that was read is not there", e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    // ---- What went wrong, in plain words

    /// Why a connection did not become secure, or is so no more.
    static String cause(SSLException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            String text = String.valueOf(t.getMessage());
            if (t instanceof CertificateExpiredException) {
                return "the certificate has expired (" + text + ")";
            }
            if (t instanceof CertificateNotYetValidException) {
                return "the certificate is not valid yet (" + text + ")";
            }
            if (text.startsWith("No subject alternative") || text.startsWith("No name matching")) {
                return "the certificate is for another host (" + text + ")";
            }
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof CertPathValidatorException || t instanceof CertPathBuilderException) {
                return "the certificate comes from an authority that is not trusted here";
            }
        }
        String text = message(e);
        return text.contains("nrecognized SSL message") ? "the other side does not speak TLS"
                : text.startsWith("Received fatal alert: ") ? "the other side refused: " + text.substring("Received fatal alert: ".length()).replace('_', ' ') : text;
    }

    private static String message(Exception e) {
        List<String> words = new ArrayList<>();
        for (Throwable t = e; t != null; t = t.getCause()) {
            String text = t.getMessage();
            if (t instanceof UnrecoverableKeyException) {
                return "the password is wrong";
            }
            if (text != null && words.stream().noneMatch(w -> w.contains(text))) {
                words.add(text);
            }
        }
        // The innermost tells what it is about.
        return words.isEmpty() ? "failed" : words.getLast();
    }
}
