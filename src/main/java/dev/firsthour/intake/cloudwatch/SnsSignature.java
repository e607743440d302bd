package dev.firsthour.intake.cloudwatch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.firsthour.intake.Delivery;
import dev.firsthour.intake.Sent;
import dev.firsthour.intake.Signature;

import tools.jackson.core.JacksonException;

/// The signature of an SNS message, versions 1 and 2, as Amazon's "Verifying the signatures of Amazon SNS messages" gives it. It is over fields
/// of the body, so that those have to be read first; nothing else is done with them before it holds.
final class SnsSignature implements Signature {

    private static final List<String> NOTIFICATION = List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> CONFIRMATION = List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn",
            "Type");
    /// Longer than SNS goes on sending a message again, shorter than its id is remembered.
    private static final Duration WINDOW = Duration.ofHours(2);

    private final List<String> topics;
    private final Certificates certificates;

    SnsSignature(List<String> topics, Certificates certificates) {
        this.topics = List.copyOf(topics);
        this.certificates = certificates;
    }

    @Override
    public Proof of(Delivery delivery, Instant now) {
        if (topics.isEmpty()) {
            return new Proof.Missing("set " + CloudwatchProperties.PREFIX + ".topics to the ARN of the SNS topic, or have it sent with "
                    + "Authorization: Bearer fh_... and a key of the role webhook");
        }
        Sent message = message(delivery);
        if (message == null || !message.has("/Signature")) return new Proof.Missing("subscribe the address to an SNS topic, which signs");
        String topic = Objects.requireNonNullElse(message.text("/TopicArn"), "");
        if (!topics.contains(topic))
            return new Proof.Refused("the topic " + topic + " is none of " + CloudwatchProperties.PREFIX + ".topics");
        Instant sent = message.time("/Timestamp");
        if (sent == null || Duration.between(sent, now).abs().compareTo(WINDOW) > 0) {
            return new Proof.Refused("it was sent at " + sent + ", more than " + WINDOW.toHours() + " hours from now");
        }
        Optional<AmazonAddress> address = AmazonAddress.ofCertificate(message.text("/SigningCertURL", "/SigningCertUrl"));
        if (address.isEmpty()) return new Proof.Refused("its certificate does not lie with SNS");
        Optional<X509Certificate> certificate = certificates.certificate(address.get());
        if (certificate.isEmpty()) return new Proof.NotYet("the certificate of SNS is being fetched");
        return holds(message, certificate.get(), now)
                ? new Proof.Given()
                : new Proof.Refused("its signature is not that of SNS over its fields");
    }

    private static @Nullable Sent message(Delivery delivery) {
        try {
            return delivery.body();
        } catch (JacksonException none) {
            return null;
        }
    }

    private static boolean holds(Sent message, X509Certificate certificate, Instant now) {
        try {
            certificate.checkValidity(Date.from(now));
            String version = Objects.requireNonNullElse(message.text("/SignatureVersion"), "");
            var signature = java.security.Signature.getInstance(switch (version) {
                case "1" -> "SHA1withRSA";
                case "2" -> "SHA256withRSA";
                default -> throw new GeneralSecurityException("signature version " + version + " is not known");
            });
            signature.initVerify(certificate);
            signature.update(signed(message).getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(Objects.requireNonNullElse(message.text("/Signature"), "")));
        } catch (GeneralSecurityException | IllegalArgumentException expiredOrMalformed) {
            return false;
        }
    }

    private static String signed(Sent message) {
        StringBuilder text = new StringBuilder();
        for (String name : "Notification".equals(message.text("/Type")) ? NOTIFICATION : CONFIRMATION) {
            String value = message.raw("/" + name);
            if (value != null) text.append(name).append('\n').append(value).append('\n');
        }
        return text.toString();
    }
}
