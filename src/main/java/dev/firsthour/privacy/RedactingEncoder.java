package dev.firsthour.privacy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

import org.jspecify.annotations.Nullable;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;

/// Redacts our own logs: the last thing that happens to an entry before it is written, whatever made its text (a pattern, JSON, a stack trace), so that no
/// logger can forget it. Fails closed: what cannot be redacted is not written.
///
/// Pseudonyms in logs are made with a key of this process alone: they are the same for the same value until it ends, and say nothing about any incident's.
public final class RedactingEncoder extends EncoderBase<ILoggingEvent> {

    private static final String SCOPE = "log";
    private static final int KEY_BYTES = 32;
    private static final String WITHHELD = Redactors.WITHHELD + "\n";

    private final Redactor redactor;
    private @Nullable Encoder<ILoggingEvent> encoder;

    RedactingEncoder(PrivacyRules rules) {
        this(Redactors.silent(fresh(), rules));
    }

    RedactingEncoder(Redactor redactor) {
        this.redactor = redactor;
    }

    private static byte[] fresh() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /// What makes the text of an entry.
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public byte[] headerBytes() {
        return encoder == null ? new byte[0] : encoder.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        if (encoder == null) return WITHHELD.getBytes(StandardCharsets.UTF_8);
        String text = new String(encoder.encode(event), StandardCharsets.UTF_8);
        return redacted(text).getBytes(StandardCharsets.UTF_8);
    }

    private String redacted(String text) {
        try {
            return redactor.redact(text, SCOPE).text();
        } catch (RuntimeException | StackOverflowError fault) {
            // Not logged: it would come here again.
            return WITHHELD;
        }
    }

    @Override
    public byte[] footerBytes() {
        return encoder == null ? new byte[0] : encoder.footerBytes();
    }

    @Override
    public void start() {
        if (encoder != null) encoder.start();
        super.start();
    }

    @Override
    public void stop() {
        if (encoder != null) encoder.stop();
        super.stop();
    }
}
