package dev.firsthour.notification.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.firsthour.incident.Event;
import dev.firsthour.incident.Incident;
import dev.firsthour.notification.Announcement;
import dev.firsthour.notification.Channel;
import dev.firsthour.notification.Receiver;
import dev.firsthour.notification.Secret;
import dev.firsthour.notification.Sending;
import dev.firsthour.timeline.Json;

/// Tells a system by POST. The body is signed with HMAC-SHA256 over the time of sending, a full stop and the bytes, so that the receiver can tell it
/// from a forged one, and from a true one that is sent again later.
final class WebhookChannel implements Channel {

    private static final String HMAC = "HmacSHA256";

    private final String name;
    private final Receiver receiver;
    private final Secret secret;
    private final Set<Occasion> occasions;
    private final InstantSource clock;

    WebhookChannel(String name, Receiver receiver, Secret secret, Set<Occasion> occasions, InstantSource clock) {
        this.name = name;
        this.receiver = receiver;
        this.secret = secret;
        this.occasions = Set.copyOf(occasions);
        this.clock = clock;
    }

    /// @throws IllegalArgumentException naming the setting that is wrong
    static WebhookChannel of(WebhookProperties.Hook hook, int index, InstantSource clock) {
        String setting = "firsthour.notification.webhooks[" + index + "]";
        if (hook.url() == null) throw new IllegalArgumentException("set " + setting + ".url to where it is told");
        Secret secret = hook.key(setting);
        if (!secret.isSet()) {
            throw new IllegalArgumentException("set " + setting + ".secret or .secret-file: without it nobody there could tell who sends");
        }
        String name = Objects.requireNonNullElse(hook.name(), "webhook-" + (index + 1));
        return new WebhookChannel(name, new Receiver(name, setting + ".url", hook.url()), secret,
                hook.events().stream().map(word -> Occasion.of(word, setting + ".events")).collect(Collectors.toUnmodifiableSet()), clock);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean wants(Incident incident, Event entry) {
        return Occasion.of(entry.type()).filter(occasions::contains).isPresent();
    }

    @Override
    public Sending send(Announcement announcement) {
        Occasion occasion = Occasion.of(announcement.entry().type()).orElse(null);
        if (occasion == null) return new Sending.Failed(name + " is told of no " + announcement.entry().type(), true, null);
        byte[] body = Json.write(Payload.of(announcement, occasion)).getBytes(StandardCharsets.UTF_8);
        String time = Long.toString(clock.instant().getEpochSecond());
        String signature;
        try {
            signature = signature(secret.read(), time, body);
        } catch (IOException unreadable) {
            return new Sending.Failed(String.valueOf(unreadable.getMessage()), false, null);
        }
        return switch (receiver.post("", body, Map.of("Firsthour-Delivery", announcement.id(), "Firsthour-Event", occasion.word(),
                "Firsthour-Signature", "t=" + time + ",v1=" + signature))) {
            case Receiver.Answer.Taken _ -> new Sending.Sent(null);
            case Receiver.Answer.Refused(var how) -> how;
        };
    }

    static String signature(String secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java platform has " + HMAC, impossible);
        }
    }
}
