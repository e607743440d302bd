package dev.firsthour.intake.cloudwatch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/// A key pair with a certificate over it that it signed itself: the few bytes of DER (X.690, RFC 5280) that a certificate needs are written here, since
/// Java can read certificates but not make them.
final class SigningKey {

    private static final byte[] SHA256_WITH_RSA = sequence(bytes(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b),
            bytes(0x05, 0x00));
    private static final byte[] NAME = sequence(
            tagged(0x31, sequence(bytes(0x06, 0x03, 0x55, 0x04, 0x03), text(0x0c, "sns.amazonaws.com"))));

    private final KeyPair pair;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
    }

    static SigningKey fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new SigningKey(generator.generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// In base64.
    String sign(String text, String algorithm) {
        return Base64.getEncoder().encodeToString(signed(text.getBytes(StandardCharsets.UTF_8), algorithm));
    }

    /// Valid from 2026 to 2028, in PEM.
    String certificate() {
        byte[] validity = sequence(text(0x17, "260101000000Z"), text(0x17, "280101000000Z"));
        byte[] whole = sequence(tagged(0x02, BigInteger.valueOf(7).toByteArray()), SHA256_WITH_RSA, NAME, validity, NAME,
                pair.getPublic().getEncoded());
        byte[] signature = signed(whole, "SHA256withRSA");
        byte[] padded = new byte[signature.length + 1];
        System.arraycopy(signature, 0, padded, 1, signature.length);
        byte[] certificate = sequence(whole, SHA256_WITH_RSA, tagged(0x03, padded));
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate) + "\n-----END CERTIFICATE-----\n";
    }

    private byte[] signed(byte[] bytes, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] text(int tag, String text) {
        return tagged(tag, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sequence(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            write(all, part);
        }
        return tagged(0x30, all.toByteArray());
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        if (content.length < 0x80) {
            all.write(content.length);
        } else {
            byte[] length = BigInteger.valueOf(content.length).toByteArray();
            int skip = length[0] == 0 ? 1 : 0;
            all.write(0x80 | length.length - skip);
            all.write(length, skip, length.length - skip);
        }
        write(all, content);
        return all.toByteArray();
    }

    private static void write(ByteArrayOutputStream all, byte[] bytes) {
        try {
            all.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
