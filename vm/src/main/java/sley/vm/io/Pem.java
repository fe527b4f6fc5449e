package sley.vm.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sley.vm.thread.Fault;

/// Certificates and keys in text form, between lines `-----BEGIN …-----` and `-----END …-----`.
final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    private static final Pattern ENCRYPTED = Pattern.compile("BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED");
    private static final byte[] VERSION_ZERO = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 4;
    private static final int LONG_FORM = 0x80;

    private Pem() {}

    /// @param path for messages
    static List<X509Certificate> certificates(String text, String path) throws GeneralSecurityException {
        var found = new ArrayList<X509Certificate>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (Matcher block = BLOCK.matcher(text); block.find();) {
            if (block.group(1).equals("CERTIFICATE") || block.group(1).equals("TRUSTED CERTIFICATE")) {
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(content(block, path))));
            }
        }
        if (found.isEmpty()) {
            throw new Fault("io", "open " + path + ": there is no certificate in it");
        }
        return found;
    }

    /// The private key that belongs to a certificate.
    static PrivateKey key(String text, String path, Certificate certificate) throws GeneralSecurityException {
        PublicKey other = certificate.getPublicKey();
        for (Matcher block = BLOCK.matcher(text); block.find();) {
            byte[] content = content(block, path);
            byte[] encoded = switch (block.group(1)) {
                case "PRIVATE KEY" -> content;
                // The older ways lack the name of the algorithm, which the certificate has.
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> element(SEQUENCE, VERSION_ZERO, algorithm(other.getEncoded()), element(OCTETS, content));
                default -> null;
            };
            if (encoded != null) {
                PrivateKey key;
                try {
                    key = KeyFactory.getInstance(other.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (GeneralSecurityException e) {
                    throw new Fault("io", "open " + path + ": the key does not belong to the certificate, or cannot be read");
                }
                if (!fits(key, other)) {
                    throw new Fault("io", "open " + path + ": the key does not belong to the certificate");
                }
                return key;
            }
        }
        throw new Fault("io", "open " + path + ": " + (ENCRYPTED.matcher(text).find()
                ? "the key is locked with a password; `openssl pkey -in KEY -out PLAIN` takes it off, or use a PKCS12 file" : "there is no private key in it"));
    }

    private static byte[] content(Matcher block, String path) {
        try {
            return Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            throw new Fault("io", "open " + path + ": what is between BEGIN " + block.group(1) + " and END is damaged");
        }
    }

    /// Whether what one signs the other confirms.
    private static boolean fits(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        });
        signature.initSign(key);
        signature.update(VERSION_ZERO);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(VERSION_ZERO);
        return signature.verify(signed);
    }

    // ---- As much of DER as this takes

    /// The first element inside a public key: the algorithm and its parameters.
    private static byte[] algorithm(byte[] publicKey) {
        int inner = begin(publicKey, 0);
        int end = begin(publicKey, inner) + length(publicKey, inner);
        return Arrays.copyOfRange(publicKey, inner, end);
    }

    /// Where the content of the element at `at` begins.
    private static int begin(byte[] data, int at) {
        int first = data[at + 1] & 0xFF;
        return at + 2 + (first < LONG_FORM ? 0 : first - LONG_FORM);
    }

    private static int length(byte[] data, int at) {
        int first = data[at + 1] & 0xFF;
        if (first < LONG_FORM) {
            return first;
        }
        int length = 0;
        for (int i = at + 2; i < begin(data, at); i++) {
            length = length << 8 | data[i] & 0xFF;
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        var out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length < LONG_FORM) {
            out.write(length);
        } else {
            out.write(LONG_FORM | 2);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
